//! The host's functions: C callees.
//!
//! Such a function returns what its body says, from the arguments that it found. All that C leaves to a callee is poisoned at its return, as at
//! any other (`run/poison.rs`).

use super::places::{Base, write_word};
use crate::abi::{IntReg, Layout};
use crate::case::{Exit, Function, Operand};
use crate::link::UNWRITTEN;
use farcall_machine::{Hart, Memory};

/// Returns from `function` of the host, which found `args`: nothing where the slot of one does not exist.
pub(super) fn answer(
    hart: &mut Hart,
    memory: &mut Memory,
    function: &Function,
    layout: &Layout,
    args: &[Option<u128>],
    base: Base,
) {
    let Exit::Return(results) = &function.blocks[0].exit else {
        unreachable!("legalisation leaves a function of the host nothing but a return");
    };
    for (value, result) in layout.results.iter().zip(results) {
        let mut bits = match *result {
            Operand::Const(bits) => bits,
            Operand::Value(param) => args[param as usize].unwrap_or_default(),
        };
        for part in &value.parts {
            let word = part.widen(bits as u64, UNWRITTEN);
            // A place that does not exist is a finding at the edge itself.
            let _ = write_word(hart, memory, part.place, base, word);
            bits = bits.checked_shr(part.bits).unwrap_or(0);
        }
    }
    hart.pc = hart.x[IntReg::RA.index()];
}
