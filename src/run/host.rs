//! The host's functions: C callees.
//!
//! Such a function returns what its body says, from the arguments that it found, and destroys all that C leaves to a callee (RISC-V ELF psABI,
//! "Register Convention": every register that is not preserved across calls, `ra` among them; "Integer Calling Convention": what lies below
//! the stack pointer, and its own stack arguments).

use super::entry::FILLER;
use crate::abi::{IntReg, Layout, Place, Reg};
use crate::case::{Exit, Function, Operand};
use crate::machine::{Hart, Memory};

/// Bytes of a frame that a callee writes below its caller's stack pointer.
const FRAME: u64 = 256;

/// Returns from `function` of the host, which found `args`: nothing where the slot of one does not exist.
pub(super) fn answer(
    hart: &mut Hart,
    memory: &mut Memory,
    function: &Function,
    layout: &Layout,
    args: &[Option<u128>],
) {
    let return_address = hart.x[IntReg::RA.index()];
    destroy(hart, memory, layout.stack_args.into());
    let Exit::Return(results) = &function.blocks[0].exit else {
        unreachable!("legalisation leaves a function of the host nothing but a return");
    };
    for (value, result) in layout.results.iter().zip(results) {
        let mut bits = match *result {
            Operand::Const(bits) => bits,
            Operand::Value(param) => args[param as usize].unwrap_or_default(),
        };
        for part in &value.parts {
            let word = part.widen(bits as u64, FILLER);
            match part.place {
                Place::Reg(Reg::Int(reg)) => hart.x[reg.index()] = word,
                Place::Reg(Reg::Float(reg)) => hart.f[reg.index()] = word,
                Place::Stack(_) => unreachable!("C returns nothing on the stack"),
            }
            bits = bits.checked_shr(part.bits).unwrap_or(0);
        }
    }
    hart.pc = return_address;
}

fn destroy(hart: &mut Hart, memory: &mut Memory, stack_args: u64) {
    // ra, t0 to t2, a0 to a7, t3 to t6.
    for reg in (1..2).chain(5..8).chain(10..18).chain(28..32) {
        hart.x[reg] = !FILLER ^ reg as u64;
    }
    // ft0 to ft7, fa0 to fa7, ft8 to ft11.
    for reg in (0..8).chain(10..18).chain(28..32) {
        hart.f[reg] = !FILLER ^ (reg as u64) << 8;
    }
    let sp = hart.x[IntReg::SP.index()];
    for address in (sp.wrapping_sub(FRAME)..sp.wrapping_add(stack_args)).step_by(8) {
        // A stack pointer that leads astray is a finding at the edge itself.
        let _ = memory.write_u64(address, !FILLER);
    }
}
