//! Removes calls.

use super::Reducer;
use crate::case::Case;
use crate::mutate::remap;
use std::ops::Range;

/// Removes calls, with their goals. A tail call is replaced by a return of recent values.
///
/// Legalisation replaces uses of their results by recent values of the same type, or by constants.
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
