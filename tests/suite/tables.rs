//! Tables of branches: every index leads where it has to.

use crate::common::{arena, pair};
use farcall::case::*;
use farcall::check::{Checker, Sampling};
use farcall::model;
use farcall::opinion::{Opinion, interpreter};

/// A block that returns `number` as the result of a function of [`pair`].
fn returning(number: u128) -> Block {
    Block {
        params: Vec::new(),
        statements: Vec::new(),
        exit: Exit::Return(vec![Operand::Const(number)]),
    }
}

/// A pair whose callee returns 100 plus the number of the branch that it takes at this index.
fn table(index: u32, branches: usize) -> Case {
    let mut case = pair(CallKind::Near, None);
    let callee = &mut case.functions[1];
    callee.blocks[0].exit = Exit::Table {
        index: Operand::Const(index.into()),
        branches: (1..=branches).map(|n| Branch::to(n as BlockId)).collect(),
    };
    let targets = (0..branches as u128).map(|n| returning(100 + n));
    callee.blocks.extend(targets);
    case.legalise();
    case
}

/// What the callee returns.
fn returned(case: &Case) -> u128 {
    let trace = model::trace(case);
    let back = trace.events.iter().find(|event| event.from == Some(1));
    trace.values[back.expect("it returns").values.start]
        .value
        .bits
}

#[test]
fn an_index_leads_to_its_branch_and_all_that_are_too_high_to_the_last() {
    let checker = Checker::with_arena(arena());
    let mut checker = checker.sampling(Sampling::All);
    for branches in [2, 3, 8] {
        let last = branches as u32 - 1;
        for index in (0..branches as u32 + 2).chain([0x8000_0000, u32::MAX]) {
            let case = table(index, branches);
            assert_eq!(returned(&case), u128::from(100 + index.min(last)));
            let verdict = checker.check(&case);
            assert!(verdict.passed(), "{verdict:#?}\n{case:?}");
            let opinion = interpreter::judge(&case, &model::trace(&case));
            assert_eq!(opinion, Opinion::Agrees);
        }
    }
}

#[test]
fn a_table_of_one_branch_is_a_jump_and_an_empty_one_a_return() {
    let mut case = table(0, 2);
    let exit = &mut case.functions[1].blocks[0].exit;
    let Exit::Table { branches, .. } = exit else {
        panic!("it is a table");
    };
    branches.pop();
    case.legalise();
    let exit = &case.functions[1].blocks[0].exit;
    assert!(matches!(exit, Exit::Jump(_)), "{exit:?}");

    case.functions[1].blocks[0].exit = Exit::Table {
        index: Operand::Const(0),
        branches: Vec::new(),
    };
    case.legalise();
    let exit = &case.functions[1].blocks[0].exit;
    assert!(matches!(exit, Exit::Return(_)), "{exit:?}");
}
