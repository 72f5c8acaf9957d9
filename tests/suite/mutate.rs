//! Mutated cases on the whole road: nothing but known issues.

use crate::common::arena;
use farcall::case::Case;
use farcall::check::Checker;
use farcall::generate::case_from_entropy;
use farcall::mutate::{crossover, mutate};
use farcall::triage::known_issue;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const CHAINS: u64 = 300;
const MUTATIONS: usize = 30;

fn generated(rng: &mut StdRng) -> Case {
    let mut entropy = vec![0; 1500];
    rng.fill_bytes(&mut entropy);
    case_from_entropy(&entropy)
}

fn assert_nothing_new(checker: &mut Checker, case: &Case) {
    let verdict = checker.check(case);
    assert_eq!(verdict.unsupported, None, "{case:?}");
    for finding in verdict.buckets() {
        assert!(known_issue(&finding.key).is_some(), "{finding:?}\n{case:?}");
    }
}

#[test]
fn chains_of_mutations_find_nothing_but_known_issues() {
    let mut checker = Checker::with_arena(arena());
    for seed in 0..CHAINS {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut case = generated(&mut rng);
        for _ in 0..MUTATIONS {
            mutate(&mut case, &mut rng);
            assert_nothing_new(&mut checker, &case);
        }
    }
}

#[test]
fn crossed_cases_find_nothing_but_known_issues() {
    let mut checker = Checker::with_arena(arena());
    let mut rng = StdRng::seed_from_u64(CHAINS);
    let mut case = generated(&mut rng);
    for _ in 0..CHAINS {
        case = crossover(&case, &generated(&mut rng), &mut rng);
        assert_nothing_new(&mut checker, &case);
    }
}
