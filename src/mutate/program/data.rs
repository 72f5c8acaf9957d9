//! Changes initial data.

use crate::case::{Case, Type, limits};
use crate::mutate::{Mutator, draw};
use rand::RngExt;
use rand::rngs::StdRng;

/// Changes a value in a data object: flips a bit, takes a small step, or goes to a boundary.
/// Sometimes changes the length of the object instead.
///
/// When an object shrinks, legalisation wraps the offsets of accesses that are now out of bounds.
#[derive(Debug)]
pub(crate) struct ChangeData;

impl Mutator for ChangeData {
    fn name(&self) -> &'static str {
        "change-data"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let index = rng.random_range(0..case.data.len());
        let bytes = &mut case.data[index].bytes;
        if draw::once_in(rng, 8) {
            let len = rng.random_range(limits::MIN_DATA_BYTES..=limits::MAX_DATA_BYTES / 2);
            let old = bytes.len();
            bytes.resize(len, rng.random());
            return len != old;
        }
        let ty = Type::ALL[rng.random_range(0..Type::ALL.len())];
        let len = ty.bytes() as usize;
        let offset = rng.random_range(0..=bytes.len() - len);
        let value = &mut bytes[offset..offset + len];
        let mut wide = [0; 16];
        wide[..len].copy_from_slice(value);
        let old = u128::from_le_bytes(wide);
        let new = draw::other_bits(rng, ty, old);
        value.copy_from_slice(&new.to_le_bytes()[..len]);
        new != old
    }
}
