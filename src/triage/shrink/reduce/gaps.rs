//! Narrows gaps.

use super::Reducer;
use crate::case::Case;
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Narrows the gaps before functions.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(super) struct NarrowGaps;

impl Reducer for NarrowGaps {
    fn name(&self) -> &'static str {
        "narrow-gaps"
    }

    fn sites(&self, case: &Case) -> usize {
        case.placement.spots.len()
    }

    fn ways(&self) -> usize {
        u32::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let parts = case.placement.spots.iter_mut().map(|spot| &mut spot.gap);
        simplify(parts, sites, way);
    }
}
