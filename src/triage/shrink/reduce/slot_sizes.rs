//! Shrinks stack slots.

use super::Reducer;
use crate::case::Case;
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Makes stack slots smaller or less aligned, or accesses them directly instead of through their
/// address.
///
/// Legalisation keeps the minimum size, and wraps accesses.
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
        u16::WAYS + u8::WAYS + bool::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let slots = case.functions.iter_mut().flat_map(|f| &mut f.slots);
        let alignments = u16::WAYS;
        let detours = alignments + u8::WAYS;
        match way {
            _ if way < alignments => simplify(slots.map(|slot| &mut slot.size), sites, way),
            _ if way < detours => {
                let aligned = slots.map(|slot| &mut slot.align_log2);
                simplify(aligned, sites, way - alignments);
            }
            _ => simplify(slots.map(|slot| &mut slot.by_address), sites, way - detours),
        }
    }
}
