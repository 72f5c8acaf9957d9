//! Simplifies calling conventions.

use super::Reducer;
use crate::case::{Case, Convention};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Gives functions a simpler convention.
///
/// Tail calls to and from a function whose convention is no longer tail are split.
#[derive(Debug)]
pub(super) struct SimplifyConventions;

impl Reducer for SimplifyConventions {
    fn name(&self) -> &'static str {
        "simplify-conventions"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions.len()
    }

    fn ways(&self) -> usize {
        Convention::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let functions = case.functions.iter_mut();
        let parts = functions.map(|f| &mut f.signature.convention);
        simplify(parts, sites, way);
    }
}
