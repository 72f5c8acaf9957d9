//! Zbc (RISC-V unprivileged ISA, chapter "'B' Extension for Bit Manipulation", section "Zbc
//! Extension for Carry-less Multiplication").

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{CarryLess, Op};

/// A row of OP.
const fn row(mnemonic: &'static str, funct3: u32, op: CarryLess) -> Row {
    let pattern = Pattern::opcode(0x33).funct3(funct3).funct7(0x05);
    let extensions = Extensions::of(Extension::Zbc);
    let op = Op::CarryLess(op);
    Row::new(mnemonic, extensions, Format::Register, pattern, op)
}

pub(super) const ROWS: &[Row] = &[
    row("clmul", 1, CarryLess::Clmul),
    row("clmulr", 2, CarryLess::Clmulr),
    row("clmulh", 3, CarryLess::Clmulh),
];
