//! Encodes instructions, by the rows that decode them.

use super::format::Operands;
use super::inst::Inst;
use super::table::Row;
use thiserror::Error;

/// Operands that an instruction cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{mnemonic} cannot have {operands:?}")]
pub struct EncodeError {
    /// The instruction.
    pub mnemonic: &'static str,
    /// The operands.
    pub operands: Operands,
}

/// The encoding of the instruction of `row` with these operands. A compressed instruction is in the
/// low 16 bits.
///
/// An operand that the instruction implies may be given as 0, as sp, the first source of
/// `c.addi4spn`. Where an immediate takes the field of a register, that register is given as 0.
/// Fields that belong to no
/// operand are 0.
///
/// # Errors
///
/// If the encoding does not decode to the operands: because a number is out of range or misaligned,
/// the instruction lacks the operand, or the result is reserved or another instruction.
pub fn encode(row: &'static Row, operands: Operands) -> Result<u32, EncodeError> {
    let encoding = row.pattern.value | row.format.bits(&operands);
    let found = row.format.operands(encoding);
    let same = |wanted: u8, found: u8| wanted == 0 || wanted == found;
    let fits = same(operands.rd, found.rd)
        && same(operands.rs1, found.rs1)
        && same(operands.rs2, found.rs2)
        && same(operands.rs3, found.rs3)
        && same(operands.rm, found.rm)
        && (operands.imm == 0 || operands.imm == found.imm);
    if fits && row.matches(encoding) && !row.format.is_reserved(encoding) {
        Ok(encoding)
    } else {
        Err(EncodeError {
            mnemonic: row.mnemonic,
            operands,
        })
    }
}

impl Inst {
    /// Its operands.
    pub fn operands(&self) -> Operands {
        Operands {
            rd: self.rd,
            rs1: self.rs1,
            rs2: self.rs2,
            rs3: self.rs3,
            rm: self.rm,
            imm: self.imm,
        }
    }

    /// An encoding that decodes to it.
    ///
    /// # Errors
    ///
    /// As for [`encode`]; never for an instruction that was decoded.
    pub fn encode(&self) -> Result<u32, EncodeError> {
        encode(self.row(), self.operands())
    }
}
