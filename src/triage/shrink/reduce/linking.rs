//! Simplifies linking.

use super::Reducer;
use crate::case::{Case, Linking};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Uses the linker that every embedder uses.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(super) struct SimplifyLinking;

impl Reducer for SimplifyLinking {
    fn name(&self) -> &'static str {
        "simplify-linking"
    }

    fn sites(&self, case: &Case) -> usize {
        case.life_cycle.modules.len()
    }

    fn ways(&self) -> usize {
        Linking::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        simplify(case.life_cycle.linkings_mut(), sites, way);
    }
}
