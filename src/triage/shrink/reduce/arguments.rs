//! Simplifies arguments of invocations.

use super::Reducer;
use crate::case::Case;
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Replaces the arguments of invocations by simpler values.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(super) struct SimplifyArguments;

impl Reducer for SimplifyArguments {
    fn name(&self) -> &'static str {
        "simplify-arguments"
    }

    fn sites(&self, case: &Case) -> usize {
        case.invocations.iter().map(|i| i.args.len()).sum()
    }

    fn ways(&self) -> usize {
        u128::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let parts = case.invocations.iter_mut().flat_map(|i| &mut i.args);
        simplify(parts, sites, way);
    }
}
