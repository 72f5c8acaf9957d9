//! Reducers of bodies.

use super::*;
use crate::model;

fn exits(case: &Case) -> impl Iterator<Item = &Exit> {
    let blocks = case.functions.iter().flat_map(|f| &f.blocks);
    blocks.map(|block| &block.exit)
}

fn tail_calls(case: &Case) -> usize {
    exits(case)
        .filter(|exit| matches!(exit, Exit::TailCall(_)))
        .count()
}

#[test]
fn calls_that_do_not_matter_go() {
    let kinds = |case: &Case, kind| {
        let calls = case.functions.iter().flat_map(Function::calls);
        calls.filter(|call| call.kind == kind).count()
    };
    let mut kept = 0;
    for case in cases(20).filter(|case| kinds(case, CallKind::Far) > 0) {
        let smallest = alone("drop-calls", &case, |case| kinds(case, CallKind::Far) > 0);
        let left = CallKind::ALL.map(|kind| kinds(&smallest, kind));
        assert_eq!(left, [0, 1, 0, 0, 0]);
        kept += 1;
    }
    assert!(kept > 5);
}

#[test]
fn functions_return_as_early_as_they_can() {
    for case in cases(20) {
        let smallest = alone("return-early", &case, |_| true);
        assert!(smallest.functions.iter().all(|f| f.blocks.len() == 1));
        assert!(exits(&smallest).all(|exit| matches!(exit, Exit::Return(_))));
    }
}

#[test]
fn conditions_are_decided_for_the_branch_that_matters() {
    let mut decided = [0; 2];
    for case in cases(100) {
        let branches_two_ways = |f: &Function| match &f.blocks[0].exit {
            Exit::If { branches, .. } => branches[0].target != branches[1].target,
            _ => false,
        };
        let Some(branching) = case.functions.iter().position(branches_two_ways) else {
            continue;
        };
        for taken in 0..2 {
            let branches = case.functions[branching].blocks[0].branches();
            let wanted = &case.functions[branching].blocks[usize::from(branches[taken].target)];
            let statements = wanted.statements.len();
            let smallest = alone("decide-branches", &case, |case| {
                let target = |b: &Branch| usize::from(b.target);
                let blocks = &case.functions[branching].blocks;
                let mut targets = blocks[0].branches().iter().map(target);
                targets.any(|t| blocks[t].statements.len() == statements)
            });
            assert!(exits(&smallest).all(|exit| exit.branches().len() < 2));
            decided[taken] += 1;
        }
    }
    assert!(decided[0] > 10 && decided[1] > 10, "{decided:?}");
}

#[test]
fn blocks_are_merged_and_mean_the_same() {
    let mut merged = 0;
    for case in cases(100) {
        let decided = alone("decide-branches", &case, |_| true);
        let smallest = alone("merge-blocks", &decided, |_| true);
        assert_eq!(model::trace(&smallest), model::trace(&decided));
        merged += Size::of(&decided).blocks - Size::of(&smallest).blocks;
    }
    assert!(merged > 50, "{merged}");
}

#[test]
fn statements_that_do_not_matter_go() {
    let stores = |case: &Case| {
        let blocks = case.functions.iter().flat_map(|f| &f.blocks);
        let mut statements = blocks.flat_map(|block| &block.statements);
        statements.any(|s| matches!(s, Statement::Store { .. }))
    };
    for case in cases(20).filter(stores) {
        let smallest = alone("drop-statements", &case, stores);
        assert_eq!(Size::of(&smallest).statements, 1);
        assert_eq!(Size::of(&smallest).calls, Size::of(&case).calls);
    }
}

#[test]
fn block_parameters_that_do_not_matter_go() {
    let params = |case: &Case| -> Vec<Type> {
        let blocks = case.functions.iter().flat_map(|f| &f.blocks[1..]);
        blocks.flat_map(|block| block.params.clone()).collect()
    };
    let mut kept = 0;
    for case in cases(150).filter(|case| params(case).contains(&Type::F64)) {
        let smallest = alone("drop-block-params", &case, |case| {
            params(case).contains(&Type::F64)
        });
        assert_eq!(params(&smallest), [Type::F64]);
        kept += 1;
    }
    assert!(kept > 10, "{kept}");
}

#[test]
fn tail_calls_are_taken_apart_and_compute_the_same() {
    let mut split = 0;
    for case in cases(50).filter(|case| tail_calls(case) > 1) {
        let smallest = alone("split-tail-calls", &case, |case| tail_calls(case) > 0);
        assert_eq!(tail_calls(&smallest), 1);
        assert_eq!(Size::of(&smallest).calls, Size::of(&case).calls);
        assert_eq!(model::trace(&smallest).memory, model::trace(&case).memory);
        split += 1;
    }
    assert!(split > 5, "{split}");
}
