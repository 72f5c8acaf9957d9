//! Properties of every mutator, and of crossover.

use super::*;
use crate::case::{FuncId, Signature};
use crate::generate::case_from_entropy;
use crate::model::{self, Crossing, Expected};
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;

/// The first `count` of a fixed sequence of generated cases.
pub(super) fn cases(count: u64) -> impl Iterator<Item = Case> {
    (0..count).map(|seed| {
        let mut entropy = vec![0; 2500];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        case_from_entropy(&entropy)
    })
}

fn assert_legal(case: &Case, what: &str) {
    let mut again = case.clone();
    again.legalise();
    assert!(again == *case, "{what}: legalising changes it");
    let read = Case::read(&case.to_bytes());
    assert!(
        read.as_ref() == Ok(case),
        "{what}: it reads back as another"
    );
}

/// The compiler already checks that each mutator is in a group: one in none is dead code.
#[test]
fn no_two_mutators_have_one_name() {
    let names: BTreeSet<_> = mutators().map(|(_, m)| m.name()).collect();
    assert_eq!(names.len(), mutators().count());
}

#[test]
fn every_mutator_takes_legal_cases_to_other_legal_cases() {
    for (_, mutator) in mutators() {
        let mut changed = 0;
        for (seed, mut case) in (0..).zip(cases(200)) {
            let mut rng = StdRng::seed_from_u64(seed);
            changed += u32::from(apply(mutator, &mut case, &mut rng));
            assert_legal(&case, mutator.name());
        }
        assert!(changed > 20, "{} changed {changed} of 200", mutator.name());
    }
}

#[test]
fn long_chains_stay_legal_and_depend_on_the_seed_alone() {
    for (seed, case) in (0..).zip(cases(20)) {
        let chain = |mut case: Case| {
            let mut rng = StdRng::seed_from_u64(seed);
            for _ in 0..100 {
                mutate(&mut case, &mut rng);
            }
            case
        };
        let end = chain(case.clone());
        assert_legal(&end, "chain");
        assert!(end == chain(case), "the same seed leads elsewhere");
    }
}

#[test]
fn nearly_every_mutation_changes_the_case() {
    let mut same = 0;
    for (seed, case) in (0..).zip(cases(300)) {
        let mut other = case.clone();
        mutate(&mut other, &mut StdRng::seed_from_u64(seed));
        same += u32::from(other == case);
    }
    assert!(same <= 3, "{same} of 300 were left as they are");
}

/// The values of each crossing; those passed to `function` are permuted by `order`.
fn crossings(case: &Case, function: FuncId, order: &[usize]) -> Vec<Vec<Expected>> {
    let trace = model::trace(case);
    let events = trace.events.iter().map(|event| {
        let values = &trace.values[event.values.clone()];
        if event.to == Some(function) && event.crossing != Crossing::Return {
            return order.iter().map(|&from| values[from]).collect();
        }
        values.to_vec()
    });
    events.collect()
}

#[test]
fn permuted_parameters_leave_the_meaning_as_it_is() {
    for (index, case) in cases(200).enumerate() {
        let function = index % case.functions.len();
        let params = case.functions[function].signature.params.len();
        let mut order: Vec<usize> = (0..params).map(|i| (i + index) % params).collect();
        remap::keep_context_early(&case.functions[function].signature, &mut order);
        let mut permuted = case.clone();
        remap::permute_params(&mut permuted, function, &order);
        assert_legal(&permuted, "permuted");

        let same: Vec<usize> = (0..params).collect();
        let function = function as FuncId;
        assert_eq!(
            crossings(&case, function, &order),
            crossings(&permuted, function, &same)
        );
        assert_eq!(model::trace(&case).memory, model::trace(&permuted).memory);
    }
}

#[test]
fn crossover_gives_legal_cases_with_parts_of_both() {
    let all: Vec<Case> = cases(200).collect();
    let mut grown = 0;
    for (seed, pair) in (0..).zip(all.windows(2)) {
        let [a, b] = pair else { unreachable!() };
        let cross = || crossover(a, b, &mut StdRng::seed_from_u64(seed));
        let child = cross();
        assert_legal(&child, "child");
        assert!(child == cross(), "the same seed gives another child");
        let has = |case: &Case, signature: &Signature| {
            case.functions.iter().any(|f| f.signature == *signature)
        };
        let mut signatures = child.functions.iter().map(|f| &f.signature);
        grown += u32::from(signatures.any(|s| has(b, s) && !has(a, s)));
    }
    assert!(grown > 90, "functions of b in {grown} children");
}

#[test]
fn goals_out_of_reach_stay_rare() {
    let mut out = 0;
    for (seed, mut case) in (0..).zip(cases(400)) {
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..20 {
            mutate(&mut case, &mut rng);
        }
        let mut goals = case.placement.goals.iter();
        out += u32::from(goals.any(|goal| goal.distance.is_out_of_reach()));
    }
    assert!(out <= 20, "{out} of 400 cases");
}
