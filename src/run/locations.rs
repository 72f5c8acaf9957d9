//! The places of values at a crossing: registers, the stack, and the return area.

use crate::abi::{Location, Part};
use farcall_machine::{Hart, Memory};

/// The base addresses of values that cross in memory.
#[derive(Clone, Copy)]
pub(crate) struct BaseAddresses {
    /// The stack pointer at the callee's first instruction.
    pub(crate) sp: u64,
    /// The address of the return area, if there is one.
    pub(crate) return_area: Option<u64>,
}

impl BaseAddresses {
    /// The address of a location in memory; none for registers, or if there is no return area.
    pub(crate) fn address(self, location: Location) -> Option<u64> {
        let (start, offset) = match location {
            Location::Reg(_) => return None,
            Location::Stack(offset) => (self.sp, offset),
            Location::ReturnArea(offset) => (self.return_area?, offset),
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
pub(crate) fn read(
    hart: &Hart,
    memory: &Memory,
    parts: &[Part],
    base: BaseAddresses,
) -> Option<Seen> {
    let mut seen = Seen { bits: 0, above: 0 };
    let mut shift = 0;
    for part in parts {
        let word = read_word(hart, memory, part.location, base)?;
        seen.bits |= u128::from(part.own(word)) << shift;
        seen.above = part.above(word);
        shift += part.bits;
    }
    Some(seen)
}

/// Reads a location; none if it does not exist.
pub(crate) fn read_word(
    hart: &Hart,
    memory: &Memory,
    location: Location,
    base: BaseAddresses,
) -> Option<u64> {
    match location {
        Location::Reg(register) => Some(hart.read(register)),
        Location::Stack(_) | Location::ReturnArea(_) => {
            memory.read_u64(base.address(location)?).ok()
        }
    }
}

/// Writes `word` to a location; none if it does not exist.
pub(crate) fn write_word(
    hart: &mut Hart,
    memory: &mut Memory,
    location: Location,
    base: BaseAddresses,
    word: u64,
) -> Option<()> {
    match location {
        Location::Reg(register) => hart.write(register, word),
        Location::Stack(_) | Location::ReturnArea(_) => {
            memory.write_u64(base.address(location)?, word).ok()?;
        }
    }
    Some(())
}
