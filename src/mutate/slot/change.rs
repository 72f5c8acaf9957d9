//! Another size or alignment, or way to the address.

use crate::case::Case;
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Resizes or realigns a stack slot, sometimes by one step, so that what lies behind it moves a little; or has it accessed otherwise.
///
/// Legalisation clamps both, and wraps accesses that no longer lie inside.
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
