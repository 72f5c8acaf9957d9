//! Simplifies sides.

use super::Reducer;
use crate::case::{Case, Side};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Places functions after the earlier ones of their region.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(super) struct SimplifySides;

impl Reducer for SimplifySides {
    fn name(&self) -> &'static str {
        "simplify-sides"
    }

    fn sites(&self, case: &Case) -> usize {
        case.placement.spots.len()
    }

    fn ways(&self) -> usize {
        Side::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let parts = case.placement.spots.iter_mut().map(|spot| &mut spot.side);
        simplify(parts, sites, way);
    }
}
