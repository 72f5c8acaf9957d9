//! Extern functions: C callees.
//!
//! An extern function returns what its body says, computed from the arguments that it finds. At its
//! return, as at any other, everything that C lets a callee destroy is poisoned (`run/poison.rs`).

use super::locations::{BaseAddresses, write_word};
use crate::abi::{IntReg, Layout};
use crate::case::{Answer, Function};
use crate::link::UNWRITTEN;
use farcall_machine::{Hart, Memory};

/// Returns from the extern `function`, which received `args`; an argument is none if its slot does
/// not exist.
pub(super) fn answer(
    hart: &mut Hart,
    memory: &mut Memory,
    function: &Function,
    layout: &Layout,
    args: &[Option<u128>],
    base: BaseAddresses,
) {
    for (value, result) in layout.results.iter().zip(function.answers()) {
        let mut bits = match result {
            Answer::Constant(bits) => bits,
            Answer::Param(param) => args[param].unwrap_or_default(),
        };
        for part in &value.parts {
            let word = part.widen(bits as u64, UNWRITTEN);
            // A missing slot is reported at the crossing itself.
            let _ = write_word(hart, memory, part.location, base, word);
            bits = bits.checked_shr(part.bits).unwrap_or(0);
        }
    }
    hart.pc = hart.x[IntReg::RA.index()];
}
