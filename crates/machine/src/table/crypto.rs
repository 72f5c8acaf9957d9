//! Zbkb (RISC-V unprivileged ISA, chapter "'B' Extension for Bit Manipulation", section "Zbkb
//! Extension for Bit-manipulation for Cryptography", RV64). Instructions that are also in Zbb are
//! listed there, and so is PACKW with x0, which is ZEXT.H.

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Crypto, Op};

/// A row of OP (0x33), OP-32 (0x3b) or OP-IMM (0x13).
const fn row(mnemonic: &'static str, format: Format, pattern: Pattern, op: Crypto) -> Row {
    let extensions = Extensions::of(Extension::Zbkb);
    Row::new(mnemonic, extensions, format, pattern, Op::Crypto(op))
}

/// The pattern of a pack instruction.
const fn pack(opcode: u32, funct3: u32) -> Pattern {
    Pattern::opcode(opcode).funct3(funct3).funct7(0x04)
}

/// x0 as second source.
const RS2_ZERO: Pattern = Pattern::new(0x01f0_0000, 0);

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    row("pack", Format::Register, pack(0x33, 4), Crypto::Pack),
    row("packh", Format::Register, pack(0x33, 7), Crypto::Packh),
    row("packw", Format::Register, pack(0x3b, 4), Crypto::Packw).except(&[RS2_ZERO]),
    row(
        "brev8", Format::Unary, Pattern::opcode(0x13).funct3(5).field(20, 12, 0x687), Crypto::Brev8,
    ),
];
