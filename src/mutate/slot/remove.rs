//! Removes a stack slot.

use crate::case::Case;
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Removes a stack slot.
///
/// Its accesses go to another slot, or to data.
#[derive(Debug)]
pub(crate) struct RemoveSlot;

impl Mutator for RemoveSlot {
    fn name(&self) -> &'static str {
        "remove-slot"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let Some((function, slot)) = draw::pick(rng, &remap::slots(case)) else {
            return false;
        };
        remap::remove_slot(case, function, slot);
        true
    }
}
