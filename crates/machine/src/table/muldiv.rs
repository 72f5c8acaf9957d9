//! M (RISC-V unprivileged ISA, chapter "RV32/64G Instruction Set Listings").

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{MulDiv, Op};

/// A row of OP (0x33) or OP-32 (0x3b).
const fn row(mnemonic: &'static str, opcode: u32, funct3: u32, op: MulDiv) -> Row {
    let pattern = Pattern::opcode(opcode).funct3(funct3).funct7(0x01);
    let extensions = Extensions::of(Extension::M);
    Row::new(
        mnemonic,
        extensions,
        Format::Register,
        pattern,
        Op::MulDiv(op),
    )
}

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    row("mul", 0x33, 0, MulDiv::Mul),
    row("mulh", 0x33, 1, MulDiv::Mulh),
    row("mulhsu", 0x33, 2, MulDiv::Mulhsu),
    row("mulhu", 0x33, 3, MulDiv::Mulhu),
    row("div", 0x33, 4, MulDiv::Div),
    row("divu", 0x33, 5, MulDiv::Divu),
    row("rem", 0x33, 6, MulDiv::Rem),
    row("remu", 0x33, 7, MulDiv::Remu),
    row("mulw", 0x3b, 0, MulDiv::Mulw),
    row("divw", 0x3b, 4, MulDiv::Divw),
    row("divuw", 0x3b, 5, MulDiv::Divuw),
    row("remw", 0x3b, 6, MulDiv::Remw),
    row("remuw", 0x3b, 7, MulDiv::Remuw),
];
