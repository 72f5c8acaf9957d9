//! Placement: where functions lie.

use crate::common::{arena, pair};
use farcall::case::*;
use farcall::generate::case_from_entropy;
use farcall::link::{LinkMap, Linker, Symbol, reach};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Links generated cases, and hands those that link to `look`.
fn link_many(count: u64, mut look: impl FnMut(&Case, &LinkMap)) {
    let mut linker = Linker::new(arena());
    for seed in 0..count {
        let mut entropy = vec![0; 2000];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        let case = case_from_entropy(&entropy);
        if let Ok(image) = linker.link(&case) {
            look(&case, &image.map);
        }
    }
}

#[test]
fn spans_are_aligned_and_apart() {
    let mut odd_halves = 0;
    link_many(400, |case, map| {
        let mut spans: Vec<_> = map.functions.iter().chain(&map.data).flatten().collect();
        spans.sort_by_key(|span| span.start);
        for pair in spans.windows(2) {
            assert!(!pair[0].overlaps(pair[1]), "{pair:x?}");
        }
        for span in map.functions.iter().flatten() {
            let least = 1 << case.target.log2_min_function_alignment;
            assert_eq!(span.start % case.target.ialign().max(least), 0);
            odd_halves += u32::from(span.start % 4 == 2);
        }
    });
    assert!(
        odd_halves > 50,
        "functions start at 2 mod 4 where Zca allows: {odd_halves}"
    );
}

#[test]
fn edges_that_hold_are_exact() {
    let (mut satisfied, mut dropped) = (0, 0);
    link_many(800, |case, map| {
        let ialign = case.target.ialign() as i64;
        assert_eq!(map.goals.len(), case.placement.goals.len());
        for (goal, held) in case.placement.goals.iter().zip(&map.goals) {
            let Some(held) = *held else {
                dropped += 1;
                continue;
            };
            satisfied += 1;
            assert!(reach::distances(goal.distance, ialign).any(|wanted| wanted == held));
            let call = case.calls(goal.caller).nth(goal.site as usize);
            let callee = Symbol::Function(call.expect("a goal has a site").callee);
            let sites = map.relocations.iter().filter(|r| r.function == goal.caller);
            let mut sites = sites.filter(|r| r.symbol == callee);
            assert!(
                sites.any(|r| map.distance(r).is_some_and(|(_, d)| d == held)),
                "{case:?}"
            );
        }
    });
    assert!(satisfied > dropped, "{satisfied} held, {dropped} dropped");
}

#[test]
fn gaps_reach_from_nothing_to_gigabytes() {
    let (mut none, mut gigabytes) = (0, 0);
    link_many(200, |_, map| {
        let mut spans: Vec<_> = map.functions.iter().flatten().collect();
        spans.sort_by_key(|span| span.start);
        for pair in spans.windows(2) {
            let gap = pair[1].start - pair[0].end();
            none += u32::from(gap < 8);
            gigabytes += u32::from(gap > 1 << 30);
        }
    });
    assert!(
        none > 100 && gigabytes > 50,
        "{none} without gap, {gigabytes} of gigabytes"
    );
}

#[test]
fn a_circle_of_edges_is_broken_and_counted() {
    let mut case = pair(CallKind::Near, None);
    let back = Statement::Call(Call {
        callee: 0,
        kind: CallKind::Near,
        args: Vec::new(),
        guarded: false,
    });
    case.functions[1].blocks[0].statements.push(back);
    let distance = Distance::Split {
        pages: 4,
        step: Margin::Last,
    };
    let goal = |caller| DistanceGoal {
        caller,
        site: 0,
        distance,
    };
    case.placement.goals = vec![goal(0), goal(1)];
    case.legalise();
    for linking in [Linking::Planned, Linking::Direct] {
        let linkings = case.life_cycle.linkings_mut();
        linkings.for_each(|own| *own = linking);
        let mut linker = Linker::new(arena());
        let image = linker.link(&case).expect("it links");
        let goals = (image.map.satisfied_goals(), image.map.dropped_goals());
        assert_eq!(goals, (1, 1), "{linking:?}");
    }
}

#[test]
fn the_same_case_lies_at_the_same_place_in_every_arena() {
    let here = arena();
    let there = arena();
    let bases = [here.base(), there.base()];
    let mut linkers = [Linker::new(here), Linker::new(there)];
    for seed in 0..50 {
        let mut entropy = vec![0; 2000];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        let case = case_from_entropy(&entropy);
        let mut starts = Vec::new();
        for (linker, base) in linkers.iter_mut().zip(bases) {
            let image = linker.link(&case).map_err(|failure| failure.cause);
            starts.push(image.map(|image| {
                let spans = image.map.functions.iter().flatten();
                spans.map(|s| s.start - base).collect::<Vec<u64>>()
            }));
        }
        assert_eq!(starts[0], starts[1]);
    }
}
