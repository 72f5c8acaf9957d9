//! Changes a stack slot.

use crate::case::Case;
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Resizes or realigns a stack slot, sometimes by at most 16 bytes, so that whatever lies after it
/// moves a little. Or toggles whether it is accessed through its address.
///
/// Legalisation clamps size and alignment, and wraps accesses that are now out of bounds.
#[derive(Debug)]
pub(crate) struct ChangeSlot;

impl Mutator for ChangeSlot {
    fn name(&self) -> &'static str {
        "change-slot"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let Some((function, index)) = draw::pick(rng, &remap::slots(case)) else {
            return false;
        };
        let new = draw::generated(rng, 16, generate::slot);
        let slot = &mut case.functions[function].slots[index];
        let old = *slot;
        match rng.random_range(0..5) {
            0 => slot.by_address = !slot.by_address,
            4 => slot.size = new.size,
            1 => slot.size = slot.size.saturating_add(rng.random_range(1..=16)),
            2 => slot.size = slot.size.saturating_sub(rng.random_range(1..=16)),
            _ => slot.align_log2 = new.align_log2,
        }
        *slot != old
    }
}
