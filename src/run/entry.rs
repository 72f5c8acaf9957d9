//! The harness: a caller from outside.

use super::poison;
use crate::abi::{Layout, Part, Place, Reg, RegSet, ReturnArea};
use crate::link::UNWRITTEN;
use crate::machine::{Hart, Memory};

/// Enters a function: arguments where `layout` wants them, a return area above them if it wants one, every other register filled.
///
/// `stack_top` is the address behind the stack; `return_address` is where the function has to return to.
pub(super) fn enter(
    hart: &mut Hart,
    memory: &mut Memory,
    layout: &Layout,
    args: &[u128],
    stack_top: u64,
    return_address: u64,
) {
    poison::HARNESS.write(hart, RegSet::ALL);
    hart.set_fcsr(0);
    let area = stack_top - layout.return_area.map_or(0, |area| u64::from(area.bytes));
    let sp = area - u64::from(layout.stack_args);
    let base = Base {
        sp,
        return_area: Some(area),
    };
    let write = |hart: &mut Hart, memory: &mut Memory, place, word| {
        let written = write_word(hart, memory, place, base, word);
        written.expect("the stack has room above its first frame");
    };
    hart.x[1] = return_address;
    hart.x[2] = sp;
    for (value, &bits) in layout.args.iter().zip(args) {
        let mut bits = bits;
        for part in &value.parts {
            let word = part.widen(bits as u64, UNWRITTEN);
            write(hart, memory, part.place, word);
            bits >>= part.bits;
        }
    }
    if let Some(ReturnArea { pointer, .. }) = layout.return_area {
        write(hart, memory, pointer, area);
    }
}

/// Where the memory is in which values cross.
#[derive(Clone, Copy)]
pub(super) struct Base {
    /// The stack pointer at the callee's first instruction.
    pub(super) sp: u64,
    /// The address of the return area, if there is one.
    pub(super) return_area: Option<u64>,
}

impl Base {
    /// The address of a place in memory; none for registers, and in a return area that does not exist.
    pub(super) fn address(self, place: Place) -> Option<u64> {
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
pub(super) struct Seen {
    /// Its bits.
    pub(super) bits: u128,
    /// What stands above the bits of its last part, shifted down.
    pub(super) above: u64,
}

/// A value at a crossing; none if a slot of it does not exist.
pub(super) fn read(hart: &Hart, memory: &Memory, parts: &[Part], base: Base) -> Option<Seen> {
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

/// What a place holds; none if it does not exist.
pub(super) fn read_word(hart: &Hart, memory: &Memory, place: Place, base: Base) -> Option<u64> {
    match place {
        Place::Reg(Reg::Int(reg)) => Some(hart.x[reg.index()]),
        Place::Reg(Reg::Float(reg)) => Some(hart.f[reg.index()]),
        Place::Stack(_) | Place::ReturnArea(_) => memory.read_u64(base.address(place)?).ok(),
    }
}

/// Lets a place hold `word`; none if it does not exist.
pub(super) fn write_word(
    hart: &mut Hart,
    memory: &mut Memory,
    place: Place,
    base: Base,
    word: u64,
) -> Option<()> {
    match place {
        Place::Reg(Reg::Int(reg)) => hart.x[reg.index()] = word,
        Place::Reg(Reg::Float(reg)) => hart.f[reg.index()] = word,
        Place::Stack(_) | Place::ReturnArea(_) => {
            memory.write_u64(base.address(place)?, word).ok()?;
        }
    }
    Some(())
}
