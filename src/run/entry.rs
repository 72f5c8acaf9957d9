//! The harness: a caller from outside.

use crate::abi::{Layout, Part, Place, Reg};
use crate::link::UNWRITTEN;
use crate::machine::{Hart, Memory};

/// What undefined bits and registers hold when a function is entered.
pub(super) const FILLER: u64 = UNWRITTEN;

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
    for reg in 1..32 {
        hart.x[reg] = FILLER ^ reg as u64;
    }
    for reg in 0..32 {
        hart.f[reg] = FILLER ^ (reg as u64) << 8;
    }
    hart.set_fcsr(0);
    let sp = stack_top - u64::from(layout.stack_args);
    hart.x[1] = return_address;
    hart.x[2] = sp;
    for (value, &bits) in layout.args.iter().zip(args) {
        let mut bits = bits;
        for part in &value.parts {
            let word = part.widen(bits as u64, FILLER);
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

/// The bits of a value at a crossing; none if a stack slot of it does not exist.
pub(super) fn read(hart: &Hart, memory: &Memory, parts: &[Part], sp: u64) -> Option<u128> {
    let mut bits = 0;
    let mut shift = 0;
    for part in parts {
        let word = match part.place {
            Place::Reg(Reg::Int(reg)) => hart.x[reg.index()],
            Place::Reg(Reg::Float(reg)) => hart.f[reg.index()],
            Place::Stack(offset) => memory.read_u64(sp.wrapping_add(offset.into())).ok()?,
        };
        let mask = u64::MAX >> (64 - part.bits);
        bits |= u128::from(word & mask) << shift;
        shift += part.bits;
    }
    Some(bits)
}
