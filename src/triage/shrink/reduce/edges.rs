//! Fewer placement edges.

use super::Reducer;
use crate::case::Case;
use std::ops::Range;

/// Removes placement edges: their callees go where their spots say.
///
/// Nothing is left to legalisation.
#[derive(Debug)]
pub(super) struct DropEdges;

impl Reducer for DropEdges {
    fn name(&self) -> &'static str {
        "drop-edges"
    }

    fn sites(&self, case: &Case) -> usize {
        case.placement.edges.len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        case.placement.edges.drain(sites);
    }
}
