//! The harness: a caller from outside.

use crate::abi::{Layout, Part, Place, Reg, ReturnArea};
use crate::link::UNWRITTEN;
use crate::machine::{Hart, Memory};

/// What undefined bits and registers hold when a function is entered.
const FILLER: u64 = UNWRITTEN;

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
    for reg in 1..32 {
        hart.x[reg] = FILLER ^ reg as u64;
    }
    for reg in 0..32 {
        hart.f[reg] = FILLER ^ (reg as u64) << 8;
    }
    hart.set_fcsr(0);
    let area = stack_top - layout.return_area.map_or(0, |area| u64::from(area.bytes));
    let sp = area - u64::from(layout.stack_args);
    hart.x[1] = return_address;
    hart.x[2] = sp;
    for (value, &bits) in layout.args.iter().zip(args) {
        let mut bits = bits;
        for part in &value.parts {
            let word = part.widen(bits as u64, FILLER);
            write(hart, memory, part.place, sp, word);
            bits >>= part.bits;
        }
    }
    if let Some(ReturnArea { pointer, .. }) = layout.return_area {
        write(hart, memory, pointer, sp, area);
    }
}

fn write(hart: &mut Hart, memory: &mut Memory, place: Place, sp: u64, word: u64) {
    match place {
        Place::Reg(Reg::Int(reg)) => hart.x[reg.index()] = word,
        Place::Reg(Reg::Float(reg)) => hart.f[reg.index()] = word,
        Place::Stack(offset) => memory
            .write_u64(sp + u64::from(offset), word)
            .expect("the stack has room above its first frame"),
        Place::ReturnArea(_) => unreachable!("no argument is in the return area"),
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

/// The bits of a value at a crossing; none if a stack slot of it does not exist.
pub(super) fn read(hart: &Hart, memory: &Memory, parts: &[Part], base: Base) -> Option<u128> {
    let mut bits = 0;
    let mut shift = 0;
    for part in parts {
        let word = read_word(hart, memory, part.place, base)?;
        let mask = u64::MAX >> (64 - part.bits);
        bits |= u128::from(word & mask) << shift;
        shift += part.bits;
    }
    Some(bits)
}

/// What a place holds; none if it does not exist.
pub(super) fn read_word(hart: &Hart, memory: &Memory, place: Place, base: Base) -> Option<u64> {
    let at = |start: u64, offset: u32| memory.read_u64(start.wrapping_add(offset.into())).ok();
    match place {
        Place::Reg(Reg::Int(reg)) => Some(hart.x[reg.index()]),
        Place::Reg(Reg::Float(reg)) => Some(hart.f[reg.index()]),
        Place::Stack(offset) => at(base.sp, offset),
        Place::ReturnArea(offset) => at(base.return_area?, offset),
    }
}
