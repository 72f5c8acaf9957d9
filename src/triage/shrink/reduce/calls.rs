//! Fewer calls.

use super::Reducer;
use crate::case::Case;
use crate::mutate::remap;
use std::ops::Range;

/// Removes calls, with their goals; in the place of a tail call recent values are returned.
///
/// What read their results reads recent values of the same type, or constants, by legalisation.
#[derive(Debug)]
pub(super) struct DropCalls;

impl Reducer for DropCalls {
    fn name(&self) -> &'static str {
        "drop-calls"
    }

    fn sites(&self, case: &Case) -> usize {
        remap::call_sites(case).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for &place in remap::call_sites(case)[sites].iter().rev() {
            remap::remove_call(case, place);
        }
    }
}
