//! Shrinking on the whole road: the bucket stays, and the case gets small.

use crate::common::arena;
use farcall::case::{Case, limits};
use farcall::check::Checker;
use farcall::generate::case_from_entropy;
use farcall::oracle::{Finding, Key};
use farcall::triage::{End, Limits, Shrunk, Size, shrink};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::HashSet;
use std::sync::atomic::AtomicBool;

/// More checks than any case of these tests needs.
const CHECKS: u64 = 10_000;

fn in_bucket(checker: &mut Checker, case: &Case, key: &Key) -> Shrunk {
    let stop = AtomicBool::new(false);
    let limits = Limits {
        checks: CHECKS,
        stop: &stop,
    };
    let mut keep = |candidate: &Case| {
        let verdict = checker.check_for(candidate, Some(key.oracle()));
        let illegal = verdict
            .buckets()
            .find(|f| matches!(f.key, Key::Verifier(_)));
        assert_eq!(illegal, None, "{candidate:?}");
        verdict.falls_into(key)
    };
    shrink(case, &mut keep, &limits, &mut |_| ())
}

fn generated(seed: u64) -> Case {
    let mut entropy = vec![0; 2500];
    StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
    case_from_entropy(&entropy)
}

#[test]
fn the_smallest_case_of_a_known_issue_keeps_its_bucket_and_is_as_small_as_it_gets() {
    let mut checker = Checker::with_arena(arena());
    for issue in farcall::known::linked().in_force() {
        let case = issue.case().expect("a test reads them all");
        let verdict = checker.check_by_all(&case);
        let mut own = verdict.buckets().filter(|f| issue.matches(&f.key));
        let key = &own.next().expect("a bucket of the issue").key;
        let shrunk = in_bucket(&mut checker, &case, key);
        assert!(
            checker
                .check_for(&shrunk.case, Some(key.oracle()))
                .falls_into(key)
        );
        assert!(Size::of(&shrunk.case) <= Size::of(&case));
        assert!(
            shrunk.case == case,
            "triage/known/{}/smallest.case can be shrunk to\n{:?}",
            issue.slug,
            shrunk.case
        );
    }
}

#[test]
fn random_failing_cases_become_two_functions_and_one_statement_or_little_more() {
    let mut checker = Checker::with_arena(arena());
    let mut buckets = HashSet::new();
    for case in (0..300).map(generated) {
        let verdict = checker.check(&case);
        for (case, Finding { key, .. }) in verdict.buckets_of(&case) {
            let shrunk = in_bucket(&mut checker, case, key);
            assert_eq!(shrunk.end, End::Smallest);
            let size = Size::of(&shrunk.case);
            // A relocation fails by itself. Wrong registers may need calls that keep registers
            // busy.
            let by_itself = matches!(key, Key::Reloc(_) | Key::Panic(_));
            let least = limits::MIN_FUNCTIONS as u64;
            assert!(
                size.functions <= least + u64::from(!by_itself),
                "{key}\n{:?}",
                shrunk.case
            );
            if by_itself {
                assert_eq!(size.functions, least, "{key}");
                assert_eq!(size.calls + size.statements, 1, "{key}");
            }
            assert!(
                checker
                    .check_for(&shrunk.case, Some(key.oracle()))
                    .falls_into(key)
            );
            buckets.insert(key.clone());
        }
    }
    assert!(buckets.len() >= 4, "{buckets:?}");
}

#[test]
fn two_runs_give_the_same_bytes_after_the_same_number_of_checks() {
    let mut here = Checker::with_arena(arena());
    let mut there = Checker::with_arena(arena());
    let mut compared = 0;
    for case in (0..100).map(generated) {
        let verdict = here.check(&case);
        let Some((case, finding)) = verdict.buckets_of(&case).next() else {
            continue;
        };
        let [first, second] = [&mut here, &mut there].map(|checker| {
            let shrunk = in_bucket(checker, case, &finding.key);
            (shrunk.case.to_bytes(), shrunk.checks, shrunk.end)
        });
        assert_eq!(first, second);
        compared += 1;
    }
    assert!(compared > 3, "{compared}");
}
