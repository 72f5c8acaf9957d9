//! Stack slots: how many, how large, and the values that wait in them.

use super::builder::Builder;
use crate::case::{Access, Slot, Statement, Type, limits};
use crate::generate::choose::Choose;
use arbitrary::{Result, Unstructured};

/// Sizes at which frames change: the reach of the immediates of `c.ldsp`, of `c.addi4spn`, and of
/// `addi`, `ld` and `sd`; and a page.
const EDGES: [u16; 4] = [512, 1024, 2048, 4096];

/// A slot of maximum size.
const LARGEST: Slot = Slot {
    size: limits::MAX_SLOT_BYTES,
    ..Slot::SMALLEST
};

/// The slots of a function; most functions have none.
pub(super) fn slots(u: &mut Unstructured<'_>) -> Result<Vec<Slot>> {
    if !u.chance(1, 8)? {
        return Ok(Vec::new());
    }
    match u.weighted(&[(12, 1), (6, 2), (3, limits::MAX_SLOTS), (1, 0)])? {
        // A frame of 32 KiB: from this size on, the stack limit is checked twice.
        0 => Ok(vec![LARGEST; limits::MAX_SLOTS]),
        count => (0..count).map(|_| slot(u)).collect(),
    }
}

/// A slot: usually small, sometimes large enough that the frame ends on either side of one of
/// [`EDGES`].
pub(crate) fn slot(u: &mut Unstructured<'_>) -> Result<Slot> {
    let size = match u.weighted(&[(5, 0), (2, 1), (1, 2)])? {
        0 => u.int_in_range(limits::MIN_SLOT_BYTES..=64)?,
        1 => u.pick(&EDGES)? - 256 + 8 * u.int_in_range(0..=36)?,
        _ => u.int_in_range(limits::MIN_SLOT_BYTES..=limits::MAX_SLOT_BYTES)?,
    };
    let align_log2 = if u.chance(1, 4)? {
        u.int_in_range(0..=limits::MAX_SLOT_ALIGNMENT)?
    } else {
        u.int_in_range(0..=4)?
    };
    Ok(Slot {
        size,
        align_log2,
        by_address: u.chance(1, 3)?,
    })
}

impl Builder<'_> {
    /// Stores a few values to slots.
    pub(super) fn spill(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        for _ in 0..u.int_in_range(1..=3)? {
            let ty = u.pick(&Type::ALL)?;
            let value = self.pick(u, ty)?;
            let slot = u.choose_index(self.slots.len()).unwrap_or(0);
            let last = self.slots[slot].size - ty.bytes() as u16;
            let offset = match u.int_in_range(0..=2)? {
                0 => last,
                1 => 0,
                _ => u.int_in_range(0..=last)?,
            };
            let slot = slot as u8;
            self.scope.stored.push((slot, offset, ty));
            let access = Access::slot(slot, offset, ty);
            let store = Statement::Store { access, value };
            self.block().statements.push(store);
        }
        Ok(())
    }

    /// Loads the most recent values from slots, usually as the type that was stored.
    pub(super) fn reload(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let stored = self.scope.stored.clone();
        for &(slot, offset, was) in stored.iter().rev().take(3) {
            let other = u.pick(&Type::ALL)?;
            let fits = other.bytes() <= was.bytes() && u.chance(1, 4)?;
            let ty = if fits { other } else { was };
            let load = Statement::Load(Access::slot(slot, offset, ty));
            self.block().statements.push(load);
            self.define(ty);
            self.arrive(u, 1)?;
        }
        Ok(())
    }
}
