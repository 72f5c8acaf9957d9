//! The harness: a caller from outside.

use super::poison;
use crate::abi::{Layout, Part, Place, Reg, RegSet};
use crate::link::UNWRITTEN;
use crate::machine::{Hart, Memory};

/// Enters a function: arguments where `layout` wants them, every other register filled.
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
    let sp = stack_top - u64::from(layout.stack_args);
    hart.x[1] = return_address;
    hart.x[2] = sp;
    for (value, &bits) in layout.args.iter().zip(args) {
        let mut bits = bits;
        for part in &value.parts {
            let word = part.widen(bits as u64, UNWRITTEN);
            write(hart, memory, part, sp, word);
            bits >>= part.bits;
        }
    }
}

fn write(hart: &mut Hart, memory: &mut Memory, part: &Part, sp: u64, word: u64) {
    match part.place {
        Place::Reg(Reg::Int(reg)) => hart.x[reg.index()] = word,
        Place::Reg(Reg::Float(reg)) => hart.f[reg.index()] = word,
        Place::Stack(offset) => memory
            .write_u64(sp + u64::from(offset), word)
            .expect("the stack has room above its first frame"),
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

/// A value at a crossing; none if a stack slot of it does not exist.
pub(super) fn read(hart: &Hart, memory: &Memory, parts: &[Part], sp: u64) -> Option<Seen> {
    let mut seen = Seen { bits: 0, above: 0 };
    let mut shift = 0;
    for part in parts {
        let word = match part.place {
            Place::Reg(Reg::Int(reg)) => hart.x[reg.index()],
            Place::Reg(Reg::Float(reg)) => hart.f[reg.index()],
            Place::Stack(offset) => memory.read_u64(sp.wrapping_add(offset.into())).ok()?,
        };
        seen.bits |= u128::from(part.own(word)) << shift;
        seen.above = part.above(word);
        shift += part.bits;
    }
    Some(seen)
}
