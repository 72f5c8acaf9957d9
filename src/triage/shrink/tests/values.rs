//! Reducers of values.

use super::*;
use crate::case::Operand::Const;

fn operands(case: &Case) -> Vec<Operand> {
    let mut case = case.clone();
    let operands = case.functions.iter_mut().flat_map(Function::operands_mut);
    operands.map(|operand| *operand).collect()
}

#[test]
fn operands_become_constants_where_it_does_not_matter() {
    let reads = |case: &Case| {
        let operands = operands(case).into_iter();
        operands.filter(|o| matches!(o, Operand::Value(_))).count()
    };
    for case in cases(20).filter(|case| reads(case) > 0) {
        let smallest = alone("replace-operands", &case, |case| reads(case) > 0);
        assert_eq!(reads(&smallest), 1);
    }
}

#[test]
fn constants_become_simpler() {
    let mut case = chain(3, Statement::Call);
    for function in &mut case.functions {
        if let Statement::Op { args, .. } = &mut function.blocks[0].statements[0] {
            args[1] = Const(0x0123_4567_89ab_cdef);
        }
    }
    let constants = |case: &Case| -> Vec<u128> {
        let constants = operands(case)
            .into_iter()
            .filter_map(|operand| match operand {
                Const(bits) => Some(bits),
                Operand::Value(_) | Operand::Result(_) | Operand::Payload(_) => None,
            });
        constants.collect()
    };
    let smallest = alone("simplify-constants", &case, |case| {
        constants(case)[1] >= 0x8000 && constants(case)[2] != 0
    });
    let [first, second, third] = constants(&smallest)[..] else {
        panic!("{smallest:?}");
    };
    assert_eq!((first, third), (0, 1));
    assert!(
        second < 0x1_0000,
        "{second:#x} has more bits than it has to"
    );
}

#[test]
fn arguments_become_simpler() {
    let case = chain(2, Statement::Call);
    let smallest = alone("simplify-arguments", &case, |case| {
        case.invocations[0].args[0] >= 5
    });
    assert_eq!(smallest.invocations[0].args, [5]);
}

#[test]
fn accesses_lead_to_the_first_bytes_where_it_does_not_matter() {
    let mut case = chain(2, Statement::Call);
    case.data = vec![
        DataObject {
            bytes: vec![0; 64],
            ..DataObject::default()
        };
        3
    ];
    let load = Statement::Load(Access::data(2, 50, Type::I64));
    case.functions[1].blocks[0].statements = vec![load.clone(), load];
    let accesses = |case: &Case| -> Vec<(u8, u16)> {
        let accesses = case.functions[1].accesses();
        accesses
            .map(|access| (access.index, access.offset))
            .collect()
    };
    let smallest = alone("simplify-accesses", &case, |case| {
        accesses(case)[0].0 == 2 && accesses(case)[1].1 >= 20
    });
    assert_eq!(accesses(&smallest), [(2, 0), (0, 25)]);
}

#[test]
fn bytes_become_simpler() {
    let mut case = chain(2, Statement::Call);
    case.data = vec![DataObject {
        bytes: vec![0xff; 16],
        ..DataObject::default()
    }];
    let smallest = alone("simplify-bytes", &case, |case| {
        case.data[0].bytes[3] >= 0x20
    });
    let mut wanted = vec![0; 16];
    wanted[3] = 0x3f;
    assert_eq!(smallest.data[0].bytes, wanted);
}
