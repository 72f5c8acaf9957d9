//! The variations: changes of a case that have no meaning.

use super::super::Oracle;
use crate::case::limits::{MAX_BB_PADDING, MAX_FUNCTION_ALIGNMENT, MAX_PROBES, REGIONS};
use crate::case::{Base, CallKind, Case, Function};
use std::hash::{Hash, Hasher};

/// A change after which a case has to behave as before.
#[derive(Clone, Copy, Debug)]
pub struct Variation {
    /// Its name, which is part of its bucket keys.
    pub name: &'static str,
    vary: fn(&mut Case),
}

/// Every variation: placement first, then colocation, linking, settings and extensions.
///
/// Legalisation does the rest. For example, functions that became near move to one region, and
/// calls that would pull at the callee of a far edge stay far.
pub static VARIATIONS: [Variation; 23] = [
    Variation::new("without-edges", |case| case.placement.goals.clear()),
    Variation::new("edge-order", |case| case.placement.goals.reverse()),
    Variation::new(Variation::GAPS, gaps),
    Variation::new("regions", |case| {
        let spots = case.placement.spots.iter_mut();
        spots.for_each(|spot| spot.region = (spot.region + 1) % REGIONS);
    }),
    Variation::new("sides", |case| {
        let spots = case.placement.spots.iter_mut();
        spots.for_each(|spot| spot.side = spot.side.other());
    }),
    Variation::new("definition-order", |case| {
        let batches = case.life_cycle.batches_mut();
        batches.for_each(|batch| batch.functions.reverse());
    }),
    Variation::new("near", |case| colocate(case, true)),
    Variation::new("far", |case| colocate(case, false)),
    Variation::new("indirection", |case| {
        change_kinds(case, CallKind::otherwise_direct)
    }),
    Variation::new("linking", |case| {
        let linkings = case.life_cycle.linkings_mut();
        linkings.for_each(|linking| *linking = linking.other());
    }),
    Variation::new("opt-level", |case| {
        case.target.opt_level = case.target.opt_level.other();
    }),
    Variation::new("regalloc-algorithm", |case| {
        case.target.regalloc_algorithm = case.target.regalloc_algorithm.other();
    }),
    Variation::new("regalloc-checker", |case| {
        case.target.regalloc_checker = !case.target.regalloc_checker;
    }),
    Variation::new("frame-pointers", |case| {
        case.target.preserve_frame_pointers = !case.target.preserve_frame_pointers;
    }),
    Variation::new("stack-probes", |case| {
        let probes = &mut case.target.probestack_log2;
        *probes = zero_or(MAX_PROBES, *probes);
    }),
    Variation::new("block-padding", |case| {
        let padding = &mut case.target.bb_padding_log2_minus_one;
        *padding = zero_or(MAX_BB_PADDING, *padding);
    }),
    Variation::new("function-alignment", |case| {
        let alignment = &mut case.target.log2_min_function_alignment;
        *alignment = zero_or(MAX_FUNCTION_ALIGNMENT, *alignment);
    }),
    Variation::new("zca", |case| case.target.zca = !case.target.zca),
    Variation::new("zcb", |case| case.target.toggle_zcb()),
    Variation::new("zba", |case| case.target.zba = !case.target.zba),
    Variation::new("zbb", |case| case.target.zbb = !case.target.zbb),
    Variation::new("zbs", |case| case.target.zbs = !case.target.zbs),
    Variation::new("zicond", |case| case.target.zicond = !case.target.zicond),
];

impl Variation {
    /// The name of the one that changes every case, and nothing that the compiler gets.
    pub const GAPS: &str = "gaps";

    const fn new(name: &'static str, vary: fn(&mut Case)) -> Variation {
        Variation { name, vary }
    }

    /// The variation of this name.
    pub fn named(name: &str) -> Option<&'static Variation> {
        VARIATIONS.iter().find(|variation| variation.name == name)
    }

    /// The legal variant of `case`; none if there is nothing to change.
    pub fn of(&self, case: &Case) -> Option<Case> {
        let mut variant = case.clone();
        (self.vary)(&mut variant);
        variant.legalise();
        (variant != *case).then_some(variant)
    }
}

/// The variation that may find again what `oracle` found.
pub fn variation_for(oracle: Oracle) -> Option<&'static Variation> {
    match oracle {
        Oracle::Metamorphic(variation) => Some(variation),
        Oracle::Compile => Variation::named(Variation::GAPS),
        _ => None,
    }
}

/// Two variations are the same if their names are.
impl PartialEq for Variation {
    fn eq(&self, other: &Variation) -> bool {
        self.name == other.name
    }
}

impl Eq for Variation {}

impl Hash for Variation {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// Removes all gaps, or gives each function a gap of its own if there are none.
fn gaps(case: &mut Case) {
    let spots = &mut case.placement.spots;
    let has_gaps = spots.iter().any(|spot| spot.gap != 0);
    for (spot, n) in spots.iter_mut().zip(1..) {
        spot.gap = if has_gaps { 0 } else { 10 * n };
    }
}

/// Names every callee and data object as colocated, or none of them.
fn colocate(case: &mut Case, near: bool) {
    let kind = if near {
        CallKind::as_near
    } else {
        CallKind::as_far
    };
    change_kinds(case, kind);
    for access in case.functions.iter_mut().flat_map(Function::accesses_mut) {
        if let Some(Base::Symbol { near: is_near, .. }) = access.base_mut() {
            *is_near = near;
        }
    }
}

fn change_kinds(case: &mut Case, change: fn(CallKind) -> CallKind) {
    let calls = case.functions.iter_mut().flat_map(Function::calls_mut);
    calls.for_each(|call| call.kind = change(call.kind));
}

fn zero_or(most: u8, now: u8) -> u8 {
    if now == 0 { most } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::case_from_entropy;
    use crate::model;
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};
    use std::collections::BTreeSet;

    /// Generated cases, about as large as those of a hunt.
    fn cases(count: u64) -> impl Iterator<Item = Case> {
        (0..count).map(|seed| {
            let mut entropy = vec![0; 2000];
            StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
            case_from_entropy(&entropy)
        })
    }

    #[test]
    fn a_variation_changes_something_and_nothing_that_has_a_meaning() {
        let mut varied = BTreeSet::new();
        for case in cases(300) {
            let expected = model::trace(&case);
            for variation in &VARIATIONS {
                let Some(variant) = variation.of(&case) else {
                    continue;
                };
                varied.insert(variation.name);
                let mut again = variant.clone();
                again.legalise();
                assert!(again == variant, "{} is not legal", variation.name);
                let same = model::trace(&variant) == expected;
                assert!(same, "{}: {case:?}\n{variant:?}", variation.name);
            }
        }
        let all = VARIATIONS.iter().map(|variation| variation.name);
        assert_eq!(varied, all.collect(), "some variation never applies");
    }

    #[test]
    fn names_are_parts_of_keys() {
        let names: BTreeSet<&str> = VARIATIONS.iter().map(|v| v.name).collect();
        assert_eq!(names.len(), VARIATIONS.len(), "two have the same name");
        let fits = |name: &&str| name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(names.iter().all(fits), "{names:?}");
    }

    #[test]
    fn gaps_change_every_case_and_nothing_that_is_compiled() {
        let gaps = Variation::named(Variation::GAPS).expect("it is one");
        for case in cases(300) {
            let variant = gaps.of(&case).expect("every case has a function");
            assert!(variant.functions == case.functions && variant.target == case.target);
        }
    }
}
