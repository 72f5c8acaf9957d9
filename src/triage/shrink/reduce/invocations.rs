//! Removes invocations.

use super::Reducer;
use crate::case::Case;
use std::ops::Range;

/// Removes invocations.
///
/// Legalisation invokes function 0 if none is left.
#[derive(Debug)]
pub(super) struct DropInvocations;

impl Reducer for DropInvocations {
    fn name(&self) -> &'static str {
        "drop-invocations"
    }

    fn sites(&self, case: &Case) -> usize {
        case.invocations.len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        case.invocations.drain(sites);
    }
}
