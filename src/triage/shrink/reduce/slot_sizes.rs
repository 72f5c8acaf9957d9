//! Smaller stack slots.

use super::Reducer;
use crate::case::{Case, Slot};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Makes stack slots smaller, or less aligned.
///
/// Legalisation keeps the smallest size, and wraps accesses.
#[derive(Debug)]
pub(super) struct ShrinkSlots;

impl Reducer for ShrinkSlots {
    fn name(&self) -> &'static str {
        "shrink-slots"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions.iter().map(|f| f.slots.len()).sum()
    }

    fn ways(&self) -> usize {
        u16::WAYS + u8::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let slots = case.functions.iter_mut().flat_map(|f| &mut f.slots);
        match way.checked_sub(u16::WAYS) {
            None => simplify(slots.map(|Slot { size, .. }| size), sites, way),
            Some(way) => simplify(slots.map(|slot| &mut slot.align_log2), sites, way),
        }
    }
}
