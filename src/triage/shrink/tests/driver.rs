//! The driver: why it stops, order, determinism.

use super::*;

#[test]
fn a_case_of_which_nothing_matters_becomes_two_empty_functions() {
    for case in cases(20) {
        let smallest = together(&case, |_| true);
        let empty = Function::empty();
        for function in &smallest.functions {
            assert_eq!(function.signature, empty.signature);
            assert_eq!(function.blocks.len(), 1);
            assert_eq!(function.blocks[0].statements, []);
        }
        let size = Size {
            functions: 2,
            blocks: 2,
            invocations: 1,
            modules: 1,
            batches: 1,
            objects: 1,
            bytes: limits::MIN_DATA_BYTES as u64,
            ..Size::default()
        };
        assert_eq!(Size::of(&smallest), size);
    }
}

#[test]
fn a_case_of_which_everything_matters_stays() {
    for case in cases(3) {
        assert!(together(&case, |_| false) == case);
    }
}

#[test]
fn every_step_is_legal_and_smaller_than_the_one_before_but_for_two_detours() {
    for (seed, case) in (0u64..).zip(cases(4)) {
        let mut last = case.clone();
        let mut smallest = Size::of(&case);
        let (mut tested, mut detours) = (0u64, 0);
        let shrunk = together(&case, |candidate| {
            let mut again = candidate.clone();
            again.legalise();
            assert!(again == *candidate, "{candidate:?}");
            if Size::of(candidate) >= Size::of(&last) {
                let mut detour = last.clone();
                detour.target.regalloc_algorithm = RegallocAlgorithm::SinglePass;
                assert!(*candidate == detour, "{candidate:?}");
                detours += 1;
            }
            tested += 1;
            // Keep a pseudorandom third.
            let kept = (tested * 0x9e37_79b9 + seed).is_multiple_of(3);
            if kept {
                last = candidate.clone();
                smallest = smallest.min(Size::of(candidate));
            }
            kept
        });
        assert_eq!(Size::of(&shrunk), smallest);
        assert!(detours <= 2);
    }
}

#[test]
fn the_test_sees_no_case_twice_and_never_the_first() {
    for case in cases(5) {
        let mut seen = BTreeSet::from([case.to_bytes()]);
        together(&case, |candidate| {
            assert!(seen.insert(candidate.to_bytes()));
            candidate.functions.len() > 3
        });
    }
}

#[test]
fn the_same_input_and_limit_give_the_same_case() {
    for case in cases(10) {
        let run = |checks| {
            let stop = AtomicBool::new(false);
            let limits = Limits {
                checks,
                stop: &stop,
            };
            let mut keep = |c: &Case| c.functions.iter().any(|f| f.signature.params.len() > 4);
            let shrunk = shrink(&case, &mut keep, &limits, &mut |_| ());
            (shrunk.case.to_bytes(), shrunk.checks, shrunk.end)
        };
        for checks in [0, 1, 10, 100, 100_000] {
            let first = run(checks);
            assert_eq!(first, run(checks));
            assert!(first.1 <= checks);
            assert_eq!(first.2 == End::Checks, first.1 == checks);
        }
    }
}

#[test]
fn it_stops_when_told_and_gives_the_smallest_so_far() {
    let case = cases(1).next().expect("a case");
    let stop = AtomicBool::new(false);
    let limits = Limits {
        checks: u64::MAX,
        stop: &stop,
    };
    let mut kept = Vec::new();
    let mut keep = |candidate: &Case| {
        kept.push(candidate.clone());
        stop.store(kept.len() == 2, Ordering::Relaxed);
        true
    };
    let shrunk = shrink(&case, &mut keep, &limits, &mut |_| ());
    assert_eq!((shrunk.end, shrunk.checks), (End::Stopped, 2));
    assert!(Some(&shrunk.case) == kept.last());
}

#[test]
fn progress_is_shown_before_each_check() {
    let case = cases(1).next().expect("a case");
    let stop = AtomicBool::new(false);
    let limits = Limits {
        checks: 5,
        stop: &stop,
    };
    let mut shown = Vec::new();
    shrink(&case, &mut |_| false, &limits, &mut |progress| {
        assert_eq!(progress.size, Size::of(&case));
        shown.push(progress.checks);
    });
    assert_eq!(shown, [0, 1, 2, 3, 4]);
}
