//! A decoded instruction.

use super::op::Op;
use super::table::{self, Row};

/// A decoded instruction. It has 16 bytes, so that a decode cache is dense. A register field that
/// the format lacks is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Inst {
    /// The operation.
    pub op: Op,
    /// Destination register, integer or float by operation.
    pub rd: u8,
    /// First source register; the 5-bit immediate of CSRRWI, CSRRSI and CSRRCI.
    pub rs1: u8,
    /// Second source register.
    pub rs2: u8,
    /// Third source register.
    pub rs3: u8,
    /// Rounding mode field, 7 for dynamic; acquire (2) and release (1) bits of an atomic
    /// instruction.
    pub rm: u8,
    /// Length in bytes: 2 or 4.
    pub len: u8,
    /// Index of the table row, see [`Inst::row`].
    pub(super) row: u16,
    /// Immediate, sign-extended and scaled: bytes for offsets, shifted by 12 for LUI and AUIPC, the
    /// register number for CSR instructions, predecessor (high 4 bits) and successor set of FENCE.
    pub imm: i32,
}

impl Inst {
    /// The table row that decoded it: the compressed instruction's own, not that of its expansion.
    pub fn row(&self) -> &'static Row {
        table::row(self.row)
    }

    /// The mnemonic of the row, such as `c.addi`.
    pub fn mnemonic(&self) -> &'static str {
        self.row().mnemonic
    }
}
