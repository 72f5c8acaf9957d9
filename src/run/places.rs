//! The places of values at a crossing: registers, the stack, and the return area.

use crate::abi::{Part, Place};
use farcall_machine::{Hart, Memory};

/// The base addresses of values that cross in memory.
#[derive(Clone, Copy)]
pub(crate) struct Base {
    /// The stack pointer at the callee's first instruction.
    pub(crate) sp: u64,
    /// The address of the return area, if there is one.
    pub(crate) return_area: Option<u64>,
}

impl Base {
    /// The address of a place in memory; none for registers, or if there is no return area.
    pub(crate) fn address(self, place: Place) -> Option<u64> {
        let (start, offset) = match place {
            Place::Reg(_) => return None,
            Place::Stack(offset) => (self.sp, offset),
            Place::ReturnArea(offset) => (self.return_area?, offset),
        };
        Some(start.wrapping_add(offset.into()))
    }
}

/// A value at a crossing.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    /// Its bits.
    pub(crate) bits: u128,
    /// The bits above its last part, shifted down.
    pub(crate) above: u64,
}

/// Reads a value at a crossing; none if one of its slots does not exist.
pub(crate) fn read(hart: &Hart, memory: &Memory, parts: &[Part], base: Base) -> Option<Seen> {
    let mut seen = Seen { bits: 0, above: 0 };
    let mut shift = 0;
    for part in parts {
        let word = read_word(hart, memory, part.place, base)?;
        seen.bits |= u128::from(part.own(word)) << shift;
        seen.above = part.above(word);
        shift += part.bits;
    }
    Some(seen)
}

/// Reads a place; none if it does not exist.
pub(crate) fn read_word(hart: &Hart, memory: &Memory, place: Place, base: Base) -> Option<u64> {
    match place {
        Place::Reg(register) => Some(hart.read(register)),
        Place::Stack(_) | Place::ReturnArea(_) => memory.read_u64(base.address(place)?).ok(),
    }
}

/// Writes `word` to a place; none if it does not exist.
pub(crate) fn write_word(
    hart: &mut Hart,
    memory: &mut Memory,
    place: Place,
    base: Base,
    word: u64,
) -> Option<()> {
    match place {
        Place::Reg(register) => hart.write(register, word),
        Place::Stack(_) | Place::ReturnArea(_) => {
            memory.write_u64(base.address(place)?, word).ok()?;
        }
    }
    Some(())
}
