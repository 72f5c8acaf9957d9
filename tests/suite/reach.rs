//! The ends of a call's reach: what cranelift-jit 0.135 does there, and that all is well one step
//! before.

use crate::common::{arena, end, pair};
use farcall::case::*;
use farcall::check::{Checker, Verdict};
use farcall::oracle::Class;

fn check(case: &Case) -> Verdict {
    let verdict = Checker::with_arena(arena()).check(case);
    let counts = &verdict.counts;
    assert_eq!(counts.dropped_edges, 0, "the goal can be had");
    verdict
}

/// The one bucket, or nothing if the case passes.
fn bucket(verdict: &Verdict) -> Option<(Class, String)> {
    let buckets: Vec<_> = verdict.buckets().collect();
    assert!(buckets.len() <= 1, "{buckets:?}");
    buckets.first().map(|f| (f.class, f.key.to_string()))
}

fn all_ways(kind: CallKind, distance: Distance) -> Vec<Case> {
    let mut cases = Vec::new();
    for linking in [Linking::Planned, Linking::Direct] {
        for order in [vec![0, 1], vec![1, 0]] {
            for zca in [false, true] {
                let mut case = pair(kind, Some(distance));
                case.life_cycle = LifeCycle::single(linking, order.clone());
                case.target.zca = zca;
                cases.push(case);
            }
        }
    }
    cases
}

fn expect(kind: CallKind, distance: Distance, wanted: Option<(Class, &str)>) {
    for case in all_ways(kind, distance) {
        let verdict = check(&case);
        let wanted = wanted.map(|(class, key)| (class, key.to_owned()));
        assert_eq!(bucket(&verdict), wanted, "{case:?}\n{verdict:#?}");
        // The finding did not keep the rest of the case from being executed.
        assert!(!verdict.masked);
    }
}

#[test]
fn calls_within_reach_pass() {
    use {Direction::*, Limit::*, Margin::*};
    for kind in [CallKind::Near, CallKind::AddressNear] {
        for step in [Inside, Last, Outside] {
            expect(kind, end(Jump, Forward, step), None);
            expect(kind, end(Jump, Backward, step), None);
            for pages in [-2, 0, 3] {
                expect(kind, Distance::Split { pages, step }, None);
            }
        }
        for step in [Inside, Last] {
            expect(kind, end(Call, Forward, step), None);
            expect(kind, end(Word, Backward, step), None);
        }
    }
}

#[test]
fn a_callee_just_inside_plus_2gib_is_called_at_a_wrong_address() {
    let key = "reloc/riscv-call-plt/wrong-target/just-inside-plus-2gib";
    let wrong = Some((Class::WrongCode, key));
    let call = end(Limit::Call, Direction::Forward, Margin::Outside);
    expect(CallKind::Near, call, wrong);
    let word = end(Limit::Word, Direction::Forward, Margin::Last);
    expect(CallKind::Near, word, wrong);
}

#[test]
fn a_callee_beyond_2gib_is_a_limitation() {
    let panic = "panic/cranelift-jit/compiled_blob/unwrap-try-from-int-error";
    let forward = end(Limit::Word, Direction::Forward, Margin::Outside);
    let backward = end(Limit::Call, Direction::Backward, Margin::Outside);
    let near = [
        (CallKind::Near, "riscv-call-plt"),
        (CallKind::AddressNear, "riscv-pcrel-hi20"),
    ];
    for (kind, relocation) in near {
        let key = format!("{panic}/{relocation}/beyond-plus-2gib");
        expect(kind, forward, Some((Class::Limitation, &key)));
        let key = format!("{panic}/{relocation}/beyond-minus-2gib");
        expect(kind, backward, Some((Class::Limitation, &key)));
    }
}

#[test]
fn a_reachable_callee_in_the_last_2kib_below_minus_2gib_panics() {
    let panic = "panic/cranelift-jit/compiled_blob/unwrap-try-from-int-error";
    let near = [
        (CallKind::Near, "riscv-call-plt"),
        (CallKind::AddressNear, "riscv-pcrel-hi20"),
    ];
    for (kind, relocation) in near {
        let key = format!("{panic}/{relocation}/last-reachable-below-minus-2gib");
        let crash = Some((Class::Crash, key.as_str()));
        let last = end(Limit::Call, Direction::Backward, Margin::Last);
        expect(kind, last, crash);
        let word = end(Limit::Word, Direction::Backward, Margin::Outside);
        expect(kind, word, crash);
    }
}

#[test]
fn a_panic_is_put_down_to_the_relocation_that_is_applied_first() {
    // %f0 takes the address of %f1, just out of reach; then %f2 calls %f3, at the last byte in
    // reach.
    let mut case = pair(CallKind::AddressNear, None);
    let other = pair(CallKind::Near, None);
    for function in other.functions {
        case.functions.push(function);
    }
    for call in case.functions[2].calls_mut() {
        call.callee = 3;
    }
    let goal = |caller, direction, step| DistanceGoal {
        caller,
        site: 0,
        distance: end(Limit::Call, direction, step),
    };
    case.placement.goals = vec![
        goal(0, Direction::Forward, Margin::Outside),
        goal(2, Direction::Backward, Margin::Last),
    ];
    case.legalise();
    let verdict = check(&case);
    let keys: Vec<String> = verdict.buckets().map(|f| f.key.to_string()).collect();
    let panic = "panic/cranelift-jit/compiled_blob/unwrap-try-from-int-error";
    let first = format!("{panic}/riscv-pcrel-hi20/just-inside-plus-2gib");
    let second = format!("{panic}/riscv-call-plt/last-reachable-below-minus-2gib");
    assert_eq!(keys, [first, second]);
}

#[test]
fn far_calls_pass_wherever_the_callee_is() {
    for kind in [CallKind::Far, CallKind::AddressFar] {
        for region in 0..limits::REGIONS {
            let mut case = pair(kind, None);
            case.placement.spots[1].region = region;
            assert_eq!(bucket(&check(&case)), None, "region {region}");
        }
    }
}
