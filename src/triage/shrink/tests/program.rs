//! Reducers of everything outside bodies.

use super::*;
use crate::model;

/// Whether any function calls another one with this argument.
fn is_called_with(case: &Case, argument: u128) -> bool {
    let trace = model::trace(case);
    let inner = trace.events.iter().filter(|event| event.from.is_some());
    let mut values = inner.flat_map(|event| &trace.values[event.values.clone()]);
    values.any(|value| value.value.bits == argument)
}

#[test]
fn functions_that_do_not_matter_go() {
    for case in cases(20) {
        let wanted = case.functions[1].signature.clone();
        let has = |case: &Case| case.functions.iter().any(|f| f.signature == wanted);
        let smallest = alone("drop-functions", &case, has);
        assert_eq!(smallest.functions.len(), limits::MIN_FUNCTIONS);
    }
}

#[test]
fn a_callee_deep_inside_is_entered_with_what_it_was_called_with() {
    let case = chain(6, Statement::Call);
    let smallest = alone("enter-callees", &case, |case| is_called_with(case, 25));
    assert_eq!(smallest.functions.len(), 2);
    assert_eq!(smallest.invocations[0].args, [24]);
}

#[test]
fn the_last_activation_of_a_callee_can_be_the_one_that_matters() {
    // %f0 calls %f1 with 21, then with 30; %f1 calls %f2 with one more.
    let mut case = chain(3, Statement::Call);
    let call = Call {
        callee: 1,
        kind: CallKind::Near,
        args: vec![Operand::Const(30)],
        guarded: false,
    };
    case.functions[0].blocks[0]
        .statements
        .push(Statement::Call(call));
    let smallest = alone("enter-callees", &case, |case| is_called_with(case, 31));
    assert_eq!(smallest.functions.len(), 2);
    assert_eq!(smallest.invocations[0].args, [30]);
}

#[test]
fn functions_in_between_are_bypassed() {
    let mut case = chain(6, Statement::Call);
    case.functions[5].signature.results = vec![Param::plain(Type::F64)];
    case.legalise();
    let calls_last = |case: &Case| {
        let trace = model::trace(case);
        let mut returns = trace.events.iter().filter(|event| !event.values.is_empty());
        case.functions[0].signature.results.is_empty()
            && returns.any(|event| event.crossing == model::Crossing::Return)
    };
    let smallest = alone("bypass-functions", &case, calls_last);
    assert_eq!(smallest.functions.len(), 2);
    assert_eq!(smallest.functions[0].calls().count(), 1);
}

#[test]
fn invocations_that_do_not_matter_go() {
    let mut case = chain(2, Statement::Call);
    for argument in [7, 8, 9] {
        case.invocations.push(Invocation {
            function: 1,
            args: vec![argument],
        });
    }
    let smallest = alone("drop-invocations", &case, |case| {
        case.invocations.iter().any(|i| i.args == [8])
    });
    assert_eq!(smallest.invocations.len(), 1);
}

#[test]
fn data_that_nobody_needs_goes_and_accesses_follow() {
    let mut case = chain(2, Statement::Call);
    case.data = (1..=4)
        .map(|byte| DataObject {
            bytes: vec![byte; 32],
            ..DataObject::default()
        })
        .collect();
    case.functions[1].blocks[0]
        .statements
        .push(Statement::Load(Access::data(2, 5, Type::I64)));
    let loads = |case: &Case, object: u8| {
        let statements = &case.functions[1].blocks[0].statements;
        let mut accesses = statements.iter().filter_map(Statement::access);
        accesses.any(|access| (access.index, access.offset) == (object, 5))
    };
    let smallest = alone("drop-data", &case, |case| {
        (0..case.data.len()).any(|o| case.data[o].bytes == [3; 32] && loads(case, o as u8))
    });
    assert_eq!(smallest.data.len(), 1);
}

#[test]
fn data_is_truncated() {
    let mut case = chain(2, Statement::Call);
    case.data = vec![
        DataObject {
            bytes: vec![1; 200],
            ..DataObject::default()
        };
        2
    ];
    let smallest = alone("truncate-data", &case, |case| {
        case.data[0].bytes.len() >= 100
    });
    assert_eq!([0, 1].map(|o| smallest.data[o].bytes.len()), [100, 16]);
}

#[test]
fn slots_that_do_not_matter_go_and_the_others_get_smaller() {
    let mut case = chain(2, Statement::Call);
    let slot = |size, align_log2| Slot {
        size,
        align_log2,
        by_address: false,
    };
    case.functions[1].slots = vec![slot(64, 0), slot(4096, 10), slot(2048, 3)];
    let store = Statement::Store {
        access: Access::slot(2, 1900, Type::I64),
        value: Operand::Const(1),
    };
    let load = Statement::Load(Access::slot(2, 1900, Type::I64));
    case.functions[1].blocks[0].statements = vec![store, load];
    case.legalise();
    let loads_far = |case: &Case| {
        let statements = &case.functions[1].blocks[0].statements;
        let far =
            |s: &Statement| matches!(s, Statement::Load(a) if a.is_slot() && a.offset >= 1000);
        statements.iter().any(far)
    };
    let fewer = alone("drop-slots", &case, |case| {
        loads_far(case) && case.functions[1].slots.iter().any(|s| s.size < 4096)
    });
    assert_eq!(fewer.functions[1].slots, [slot(2048, 3)]);
    let smaller = alone("shrink-slots", &fewer, loads_far);
    assert_eq!(smaller.functions[1].slots[0].align_log2, 0);
    assert!(smaller.functions[1].slots[0].size <= 2048);
}

#[test]
fn settings_that_do_not_matter_go_off() {
    let mut case = chain(2, Statement::Call);
    case.target = Target {
        opt_level: OptLevel::Speed,
        regalloc_algorithm: RegallocAlgorithm::SinglePass,
        bb_padding_log2_minus_one: 3,
        zca: true,
        zcb: true,
        zicond: true,
        ..Target::default()
    };
    let smallest = alone("simplify-settings", &case, |case| case.target.zca);
    let wanted = Target {
        zca: true,
        ..Target::default()
    };
    assert_eq!(smallest.target, wanted);
}

#[test]
fn linking_becomes_direct() {
    let mut case = chain(2, Statement::Call);
    let linkings = case.life_cycle.linkings_mut();
    linkings.for_each(|linking| *linking = Linking::Planned);
    let smallest = alone("simplify-linking", &case, |_| true);
    assert!(smallest.life_cycle.links(Linking::Direct));
}

#[test]
fn libcalls_get_names_of_their_own_and_are_compiled_where_that_does_not_matter() {
    let mut case = chain(3, Statement::Call);
    case.functions[2].signature = Libcall::CeilF64.signature();
    case.functions[2].origin = Origin::Libcall(Libcall::CeilF64);
    case.legalise();
    assert!(case.functions[2].origin.libcall().is_some());
    let plain = alone("compile-externs", &case, |case| {
        case.functions[2].origin.is_extern()
    });
    assert_eq!(plain.functions[2].origin, Origin::Extern);
    let compiled = alone("compile-externs", &case, |_| true);
    assert_eq!(compiled.functions[2].origin, Origin::Compiled);
}
