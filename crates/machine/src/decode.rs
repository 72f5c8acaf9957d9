//! Decodes instructions.

use std::sync::LazyLock;

use super::csr;
use super::decode_error::DecodeError;
use super::extension::{Extension, Extensions};
use super::inst::Inst;
use super::op::Op;
use super::table::{self, Index};

/// Length in bytes of the instruction that starts with `halfword`, 2 or 4 (RISC-V unprivileged ISA,
/// section "Base Instruction-Length Encoding"). Longer formats count as 4; the table has none of
/// them.
pub fn length(halfword: u16) -> u8 {
    if halfword & 3 == 3 { 4 } else { 2 }
}

/// Decodes the instruction in the low 2 or 4 bytes of `encoding`.
///
/// # Errors
///
/// Zca, Zcd and Zcb assign the whole 16-bit space, so a 16-bit encoding is an instruction or
/// [`DecodeError::Illegal`]. A 32-bit encoding is illegal if its extension is off, if an operand is
/// reserved (a rounding mode, bit 5 of a word's shift amount), if it writes a read-only register,
/// or if it is all ones. It is [`DecodeError::Unsupported`] if it matches no row, or accesses an
/// unknown register: it may be reserved, or belong to an extension that the machine lacks.
pub fn decode(encoding: u32, extensions: Extensions) -> Result<Inst, DecodeError> {
    static INDEX: LazyLock<Index> = LazyLock::new(|| Index::new(table::rows()));
    if length(encoding as u16) == 2 && !extensions.has(Extension::Zca) {
        return Err(refuse(encoding));
    }
    let rows = table::rows();
    let candidates = INDEX.candidates(encoding).iter().copied();
    let found = candidates
        .map(|index| (index, &rows[usize::from(index)]))
        .find(|(_, row)| row.matches(encoding));
    let Some((index, row)) = found else {
        return Err(refuse(encoding));
    };
    if !row.is_in(extensions) {
        return Err(DecodeError::Illegal {
            encoding: significant(encoding),
        });
    }
    if row.format.is_reserved(encoding) {
        return Err(DecodeError::Illegal { encoding });
    }
    let operands = row.format.operands(encoding);
    if let Op::Csr(op) = row.op {
        csr::check(op, operands.imm, operands.rs1, extensions, encoding)?;
    }
    Ok(Inst {
        op: row.op,
        rd: operands.rd,
        rs1: operands.rs1,
        rs2: operands.rs2,
        rs3: operands.rs3,
        rm: operands.rm,
        len: row.length(),
        row: index,
        imm: operands.imm,
    })
}

/// The encoding without bytes that do not belong to the instruction.
fn significant(encoding: u32) -> u32 {
    if length(encoding as u16) == 2 {
        encoding & 0xffff
    } else {
        encoding
    }
}

/// The error for an encoding that matches no row.
#[cold]
fn refuse(encoding: u32) -> DecodeError {
    let encoding = significant(encoding);
    if length(encoding as u16) == 2 || encoding == u32::MAX {
        DecodeError::Illegal { encoding }
    } else {
        DecodeError::Unsupported { encoding }
    }
}
