//! Removes distance goals.

use super::Reducer;
use crate::case::Case;
use std::ops::Range;

/// Removes distance goals: their callees go where their spots say.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(super) struct DropGoals;

impl Reducer for DropGoals {
    fn name(&self) -> &'static str {
        "drop-goals"
    }

    fn sites(&self, case: &Case) -> usize {
        case.placement.goals.len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        case.placement.goals.drain(sites);
    }
}
