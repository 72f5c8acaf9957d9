//! Calls while every register is in use.

use crate::common::arena;
use farcall::case::*;
use farcall::check::Checker;
use farcall::link::Linker;
use farcall_machine::disassemble;

/// A function that loads this many values of a type, keeps all of them alive across the call, if
/// there is one, and adds them up. It returns the sum, or stores it if it may not return anything.
fn busy(convention: Convention, ty: Type, count: u32, call: Option<Call>) -> Function {
    let loads = (0..count).map(|n| Statement::Load(Access::data(0, (n * 7) as u16, ty)));
    let mut statements: Vec<Statement> = loads.collect();
    let returns = convention.has_results();
    let called = u32::from(call.is_some() && returns);
    statements.extend(call.map(Statement::Call));
    let op = if ty.is_float() {
        Op::Float(FloatOp::Add, ty)
    } else {
        Op::Int(IntOp::Add, ty)
    };
    let last = count + called - 1;
    for n in 0..last {
        // The first sum adds the first two values; each other one adds the next value.
        let sum = if n == 0 { 0 } else { last + n };
        let args = vec![Operand::Value(sum), Operand::Value(n + 1)];
        statements.push(Statement::Op { op, args });
    }
    let mut results = vec![Param::plain(ty)];
    if !returns {
        results.clear();
        statements.push(Statement::Store {
            access: Access::data(0, 0, ty),
            value: Operand::Value(2 * last),
        });
    }
    Function {
        slots: Vec::new(),
        laps: 0,
        origin: Origin::Compiled,
        signature: Signature {
            convention,
            params: Vec::new(),
            results,
        },
        blocks: vec![Block {
            params: Vec::new(),
            statements,
            exit: Exit::Return(vec![Operand::Value(2 * last); usize::from(returns)]),
        }],
    }
}

/// A caller with many values of this type alive across a call to a function that uses all registers
/// of the type's bank.
fn pressure(convention: Convention, ty: Type, opt_level: OptLevel) -> Case {
    let call = Call {
        callee: 1,
        kind: CallKind::Near,
        args: Vec::new(),
        guarded: false,
    };
    let mut case = Case {
        target: Target {
            opt_level,
            ..Target::default()
        },
        functions: vec![
            busy(convention, ty, 20, Some(call)),
            busy(convention, ty, 34, None),
        ],
        data: vec![DataObject {
            bytes: (0..=255).collect(),
            ..DataObject::default()
        }],
        placement: Placement {
            spots: Vec::new(),
            goals: Vec::new(),
        },
        life_cycle: LifeCycle::single(Linking::Planned, Vec::new()),
        invocations: vec![Invocation {
            function: 0,
            args: Vec::new(),
        }],
    };
    case.legalise();
    case
}

/// The code of %f1, disassembled.
fn callee_code(case: &Case) -> String {
    let mut linker = Linker::new(arena());
    let image = linker.link(case).expect("it links");
    let span = image.function(1);
    let lines = disassemble(image.bytes(span), span.start);
    lines.map(|line| line.text.clone() + "\n").collect()
}

#[test]
fn registers_survive_a_callee_that_needs_all_of_them() {
    let mut checker = Checker::with_arena(arena());
    for opt_level in [OptLevel::None, OptLevel::Speed] {
        for convention in Convention::ALL {
            let case = pressure(convention, Type::I64, opt_level);
            assert!(checker.check(&case).findings.is_empty(), "{case:?}");
            let code = callee_code(&case);
            for register in 1..=11 {
                assert!(code.contains(&format!("sd s{register}, ")), "{code}");
            }

            let case = pressure(convention, Type::F64, opt_level);
            let verdict = checker.check(&case);
            let keys: Vec<String> = verdict.findings.iter().map(|f| f.key.to_string()).collect();
            let code = callee_code(&case);
            for register in (0..=11).filter(|&register| register != 1) {
                assert!(code.contains(&format!("fsd fs{register}, ")), "{code}");
            }
            match convention {
                // The pinned Cranelift does not preserve fs1, which only C requires.
                Convention::SystemV => assert_eq!(keys, ["psabi/callee-saved/fs1"]),
                Convention::Tail | Convention::Fast | Convention::PreserveAll => {
                    assert_eq!(keys, [""; 0]);
                }
            }
        }
    }
}

#[test]
fn preserve_all_preserves_what_other_conventions_destroy() {
    let mut checker = Checker::with_arena(arena());
    for (ty, registers, store) in [
        (
            Type::I64,
            &["t0", "t1", "t2", "t3", "t4", "a0", "a7"][..],
            "sd",
        ),
        (Type::F64, &["ft0", "ft11", "fs1", "fa0", "fa7"][..], "fsd"),
    ] {
        for opt_level in [OptLevel::None, OptLevel::Speed] {
            let case = pressure(Convention::PreserveAll, ty, opt_level);
            assert!(checker.check(&case).findings.is_empty(), "{case:?}");
            let code = callee_code(&case);
            for register in registers {
                assert!(code.contains(&format!("{store} {register}, ")), "{code}");
            }
        }
    }
}
