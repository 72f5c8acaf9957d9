//! Simpler distances.

use super::Reducer;
use crate::case::{Case, Goal};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Asks for simpler distances: the end itself, forward, fewer pages.
///
/// Legalisation keeps near what may be near again.
#[derive(Debug)]
pub(super) struct SimplifyGoals;

impl Reducer for SimplifyGoals {
    fn name(&self) -> &'static str {
        "simplify-goals"
    }

    fn sites(&self, case: &Case) -> usize {
        case.placement.edges.len()
    }

    fn ways(&self) -> usize {
        Goal::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let parts = case.placement.edges.iter_mut().map(|edge| &mut edge.goal);
        simplify(parts, sites, way);
    }
}
