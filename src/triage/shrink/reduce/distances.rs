//! Simplifies distances.

use super::Reducer;
use crate::case::{Case, Distance};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Asks for simpler distances: a nearer limit, the last reachable byte, forward, fewer pages.
///
/// Legalisation moves a second out-of-reach goal to the last reachable byte. References that a far
/// goal made far stay far; `SimplifyKinds` makes them near.
#[derive(Debug)]
pub(super) struct SimplifyDistances;

impl Reducer for SimplifyDistances {
    fn name(&self) -> &'static str {
        "simplify-distances"
    }

    fn sites(&self, case: &Case) -> usize {
        case.placement.goals.len()
    }

    fn ways(&self) -> usize {
        Distance::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let parts = case
            .placement
            .goals
            .iter_mut()
            .map(|goal| &mut goal.distance);
        simplify(parts, sites, way);
    }
}
