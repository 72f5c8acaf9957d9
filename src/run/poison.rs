//! Poison: a crossing overwrites whatever the tables leave undefined there. Code that relies on it
//! goes wrong at once, instead of working by luck.
//!
//! *What.* At a call and a tail call: each register that is unspecified upon entry, and the return
//! area. At a return: each register that is unspecified upon exit, and the stack arguments of the
//! call, which belong to the callee. At all three: the bits above a value without extension, and
//! the stack below sp, as far down as it was written since the last crossing. Sources: RISC-V ELF
//! psABI, "Procedure Calling Convention", for registers, and "Integer Calling Convention":
//! "Procedures must not rely upon the persistence of stack-allocated data whose addresses lie below
//! the stack pointer"; `docs/contract.md`, 3.7, for the rest.
//!
//! *How it looks.* Integer register n holds the byte 0xa0 + n eight times over. Float register n
//! holds a signalling NaN that is not a NaN-boxed f32; its low half is a signalling NaN, too. Stack
//! bytes hold [`UNWRITTEN`], as on a stack that nobody has written to. The harness leaves other
//! patterns of the same kind in the registers of its callees, so a reader can tell the two apart.

use super::files::Files;
use super::locations::BaseAddresses;
use crate::abi::{CLASSES, Layout, Location, RegClass, RegSet, ValueLayout};
use crate::link::UNWRITTEN;
use farcall_machine::{Hart, Memory};

/// Poison.
pub(crate) const POISON: &Files = &patterns(0xa0, 0x7ff4_5a00_7fa0_5a00);
/// What the harness leaves in registers.
pub(crate) const HARNESS: &Files = &patterns(0xc0, 0xfff4_c300_ffa0_c300);

/// The patterns of integer registers are made of `byte`, those of float registers of `float`.
const fn patterns(byte: u64, float: u64) -> Files {
    let mut words = [[0; 32]; CLASSES.len()];
    let mut n = 0;
    while n < 32 {
        words[RegClass::Int.index()][n] = 0x0101_0101_0101_0101 * (byte + n as u64);
        words[RegClass::Float.index()][n] = float | (n as u64) << 32 | n as u64;
        n += 1;
    }
    Files::new(words)
}

/// Poisons the undefined bits above `values`, except in the registers `kept`, whose contents belong
/// to the caller.
pub(crate) fn above(
    hart: &mut Hart,
    memory: &mut Memory,
    values: &[ValueLayout],
    base: BaseAddresses,
    kept: RegSet,
) {
    let parts = values.iter().flat_map(|value| &value.parts);
    for part in parts.filter(|part| part.is_partly_undefined()) {
        match part.location {
            Location::Reg(register) if kept.contains(register) => {}
            Location::Reg(register) => {
                let held = hart.read(register);
                hart.write(register, part.widen(held, POISON.get(register)));
            }
            Location::Stack(_) | Location::ReturnArea(_) => {
                let bytes = UNWRITTEN.to_le_bytes();
                let first = part.bits as usize / 8;
                if let Some(at) = base.address(part.location) {
                    // A slot that does not exist has nothing to poison. The next read of it reports
                    // that.
                    let _ = memory.write(at.wrapping_add(first as u64), &bytes[first..]);
                }
            }
        }
    }
}

/// Poisons the stack below `sp`, as far down as it was written since the last time.
pub(crate) fn below(memory: &mut Memory, sp: u64) {
    let bytes = UNWRITTEN.to_le_bytes();
    for word in memory.take_written_below(sp).chunks_mut(8) {
        let len = word.len();
        word.copy_from_slice(&bytes[..len]);
    }
}

/// Poisons the padding of the stack-argument area at `sp`.
pub(crate) fn padding(memory: &mut Memory, layout: &Layout, sp: u64) {
    slots(memory, sp, layout.stack_args_used(), layout.stack_args);
}

/// Poisons the stack-argument area at `sp`, unless the callee removed it.
pub(crate) fn arguments(memory: &mut Memory, layout: &Layout, sp: u64) {
    if !layout.callee_pops {
        slots(memory, sp, 0, layout.stack_args);
    }
}

/// Poisons the slots of the return area, which the callee has to write.
pub(crate) fn results(memory: &mut Memory, layout: &Layout, base: BaseAddresses) {
    for part in layout.results.iter().flat_map(|value| &value.parts) {
        if let (Location::ReturnArea(_), Some(at)) = (part.location, base.address(part.location)) {
            // A slot that does not exist has nothing to poison.
            let _ = memory.write_u64(at, UNWRITTEN);
        }
    }
}

fn slots(memory: &mut Memory, sp: u64, from: u32, to: u32) {
    for offset in (from..to).step_by(8) {
        // A slot that does not exist has nothing to poison.
        let _ = memory.write_u64(sp.wrapping_add(offset.into()), UNWRITTEN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use farcall_machine::is_boxed;
    use farcall_machine::softfloat::Single;

    #[test]
    fn float_patterns_are_signalling_and_not_boxed() {
        let all = POISON.iter().chain(HARNESS.iter());
        for (_, pattern) in all.filter(|(register, _)| register.class() == RegClass::Float) {
            assert!(f64::from_bits(pattern).is_nan());
            assert_eq!(pattern >> 51 & 1, 0, "{pattern:#x} is quiet");
            assert!(!is_boxed::<Single>(pattern));
            assert!(f32::from_bits(pattern as u32).is_nan());
            assert_eq!(
                pattern >> 22 & 1,
                0,
                "the low half of {pattern:#x} is quiet"
            );
        }
    }

    #[test]
    fn no_two_registers_hold_the_same() {
        let patterns = [POISON, HARNESS];
        let mut all: Vec<u64> = patterns
            .iter()
            .flat_map(|files| files.iter().map(|(_, word)| word))
            .collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 4 * 32);
    }
}
