//! Zicsr (RISC-V unprivileged ISA, chapter "RV32/64G Instruction Set Listings"). The operand
//! decoder checks which registers exist.

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Csr, Op};

/// A row of SYSTEM.
const fn row(mnemonic: &'static str, format: Format, funct3: u32, op: Csr) -> Row {
    let pattern = Pattern::opcode(0x73).funct3(funct3);
    let extensions = Extensions::of(Extension::Zicsr).with(Extension::F);
    Row::new(mnemonic, extensions, format, pattern, Op::Csr(op))
}

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    row("csrrw", Format::Csr, 1, Csr::Rw),
    row("csrrs", Format::Csr, 2, Csr::Rs),
    row("csrrc", Format::Csr, 3, Csr::Rc),
    row("csrrwi", Format::CsrImmediate, 5, Csr::Rwi),
    row("csrrsi", Format::CsrImmediate, 6, Csr::Rsi),
    row("csrrci", Format::CsrImmediate, 7, Csr::Rci),
];
