//! Bit manipulation for cryptography (section "Zbkb Extension for Bit-manipulation for
//! Cryptography").

use super::integer::sign_extend_word;
use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::Crypto;

/// Executes an instruction.
#[inline(never)]
pub(super) fn execute(op: Crypto, hart: &mut Hart, inst: &Inst) {
    let a = hart.x(inst.rs1);
    let b = hart.x(inst.rs2);
    let result = match op {
        Crypto::Pack => u64::from(a as u32) | b << 32,
        Crypto::Packh => u64::from(a as u8) | u64::from(b as u8) << 8,
        Crypto::Packw => sign_extend_word(u64::from(a as u16) | b << 16),
        // Reverse all bits, then restore the order of the bytes.
        Crypto::Brev8 => a.reverse_bits().swap_bytes(),
    };
    hart.set_x(inst.rd, result);
}
