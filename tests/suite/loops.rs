//! Back edges: how often they are taken, and which ones a case may have.

use crate::common::{arena, pair};
use farcall::case::*;
use farcall::check::{Checker, Sampling};
use farcall::model;
use farcall::opinion::{Opinion, interpreter};

/// A pair whose callee goes back to a block that adds 1 to what it carries, as often as `laps`
/// says, and then returns that.
fn counting(laps: u8) -> Case {
    let mut case = pair(CallKind::Near, None);
    let callee = &mut case.functions[1];
    let carried = callee.signature.params.len() as ValueId;
    let (head, end) = (1, 2);
    callee.blocks = vec![
        Block {
            params: callee.blocks[0].params.clone(),
            statements: Vec::new(),
            exit: Exit::Jump(Branch {
                target: head,
                args: vec![Operand::Const(100)],
            }),
        },
        Block {
            params: vec![Type::I64],
            statements: vec![Statement::Op {
                op: Op::Int(IntOp::Add, Type::I64),
                args: vec![Operand::Value(carried), Operand::Const(1)],
            }],
            exit: Exit::If {
                condition: Operand::Const(1),
                branches: [
                    Branch {
                        target: head,
                        args: vec![Operand::Value(carried + 1)],
                    },
                    Branch::to(end),
                ],
            },
        },
        Block {
            params: Vec::new(),
            statements: Vec::new(),
            exit: Exit::Return(vec![Operand::Value(carried + 1)]),
        },
    ];
    callee.laps = laps;
    case.legalise();
    case
}

#[test]
fn a_back_edge_is_taken_once_a_lap_and_then_control_goes_on() {
    let checker = Checker::with_arena(arena());
    let mut checker = checker.sampling(Sampling::All);
    for laps in 1..=limits::MAX_LAPS {
        let case = counting(laps);
        let expected = model::trace(&case);
        let back = expected.events.iter().find(|event| event.from == Some(1));
        let returned = &expected.values[back.expect("it returns").values.start];
        // The body is executed once, and once more for each lap.
        assert_eq!(returned.value.bits, 101 + u128::from(laps));
        let verdict = checker.check(&case);
        assert!(verdict.passed(), "{verdict:#?}\n{case:?}");
        assert_eq!(interpreter::judge(&case, &expected), Opinion::Agrees);
    }
}

#[test]
fn laps_are_as_many_as_a_function_may_have_and_none_without_a_loop() {
    for (asked, legal) in [(0, 1), (u8::MAX, limits::MAX_LAPS)] {
        assert_eq!(counting(asked).functions[1].laps, legal);
    }
    let mut straight = pair(CallKind::Near, None);
    straight.functions[1].laps = 2;
    straight.legalise();
    assert_eq!(straight.functions[1].laps, 0);
}

#[test]
fn every_exit_keeps_a_way_on_and_none_leads_back_to_the_entry() {
    let mut case = counting(1);
    let exit = &mut case.functions[1].blocks[1].exit;
    for (branch, target) in exit.branches_mut().iter_mut().zip([1, 0]) {
        branch.target = target;
    }
    case.legalise();
    let targets = |case: &Case| -> Vec<BlockId> {
        let branches = case.functions[1].blocks[1].branches().iter();
        branches.map(|branch| branch.target).collect()
    };
    assert_eq!(targets(&case), [1, 2]);

    for branch in case.functions[1].blocks[1].exit.branches_mut() {
        branch.target = 1;
    }
    case.legalise();
    assert_eq!(targets(&case), [1, 2]);
}
