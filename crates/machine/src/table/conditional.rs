//! Zicond (RISC-V unprivileged ISA, chapter "'Zicond' Extension for Integer Conditional
//! Operations").

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Conditional, Op};

/// A row of OP.
const fn row(mnemonic: &'static str, funct3: u32, op: Conditional) -> Row {
    let pattern = Pattern::opcode(0x33).funct3(funct3).funct7(0x07);
    let extensions = Extensions::of(Extension::Zicond);
    let op = Op::Conditional(op);
    Row::new(mnemonic, extensions, Format::Register, pattern, op)
}

pub(super) const ROWS: &[Row] = &[
    row("czero.eqz", 5, Conditional::CzeroEqz),
    row("czero.nez", 7, Conditional::CzeroNez),
];
