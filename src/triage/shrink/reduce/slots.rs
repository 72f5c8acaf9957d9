//! Removes stack slots.

use super::Reducer;
use crate::case::Case;
use crate::mutate::remap;
use std::ops::Range;

/// Removes stack slots.
///
/// Their accesses go to another slot, or to data.
#[derive(Debug)]
pub(super) struct DropSlots;

impl Reducer for DropSlots {
    fn name(&self) -> &'static str {
        "drop-slots"
    }

    fn sites(&self, case: &Case) -> usize {
        remap::slots(case).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for &(function, slot) in remap::slots(case)[sites].iter().rev() {
            remap::remove_slot(case, function, slot);
        }
    }
}
