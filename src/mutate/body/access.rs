//! Changes an access to data or a stack slot.

use crate::case::{Access, Case, Type};
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Changes the object or slot, offset or type of a load or store, or the address it counts from.
///
/// Legalisation wraps the index and the offset, makes loads from slots read what was stored,
/// replaces pointers that no data holds, and finds values of the new type.
#[derive(Debug)]
pub(crate) struct ChangeAccess;

impl Mutator for ChangeAccess {
    fn name(&self) -> &'static str {
        "change-access"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let mut places = remap::statements(case);
        places.retain(|&place| remap::statement(case, place).access().is_some());
        let Some(place) = draw::pick(rng, &places) else {
            return false;
        };
        let statement = remap::statement_mut(case, place);
        let Some(access) = statement.access_mut() else {
            return false;
        };
        match access.base_mut() {
            Some(base) if rng.random_ratio(1, 3) => {
                *base = draw::generated(rng, 16, generate::base);
            }
            _ => change(access, rng),
        }
        true
    }
}

/// Changes the object or slot, the offset or the type.
fn change(access: &mut Access, rng: &mut StdRng) {
    match rng.random_range(0..4) {
        0 => access.index = rng.random(),
        1 => access.offset = rng.random(),
        2 => access.offset ^= 1 << rng.random_range(0..4),
        _ => access.ty = Type::ALL[rng.random_range(0..Type::ALL.len())],
    }
}
