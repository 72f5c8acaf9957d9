//! A (RISC-V unprivileged ISA, chapter "RV32/64G Instruction Set Listings").

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Atomic, Op};

const A: Extensions = Extensions::of(Extension::A);

/// The pattern of an AMO. The acquire and release bits are operands, not part of it.
const fn amo(funct3: u32, funct5: u32) -> Pattern {
    Pattern::opcode(0x2f).funct3(funct3).field(27, 5, funct5)
}

/// A row on words.
const fn word(mnemonic: &'static str, funct5: u32, op: Atomic) -> Row {
    Row::new(mnemonic, A, Format::Amo, amo(2, funct5), Op::AtomicWord(op))
}

/// A row on doublewords.
const fn double(mnemonic: &'static str, funct5: u32, op: Atomic) -> Row {
    Row::new(
        mnemonic,
        A,
        Format::Amo,
        amo(3, funct5),
        Op::AtomicDouble(op),
    )
}

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    Row::new("lr.w", A, Format::LoadReserved, amo(2, 0x02).rs2(0), Op::AtomicWord(Atomic::Lr)),
    word("sc.w", 0x03, Atomic::Sc),
    word("amoswap.w", 0x01, Atomic::Swap),
    word("amoadd.w", 0x00, Atomic::Add),
    word("amoxor.w", 0x04, Atomic::Xor),
    word("amoand.w", 0x0c, Atomic::And),
    word("amoor.w", 0x08, Atomic::Or),
    word("amomin.w", 0x10, Atomic::Min),
    word("amomax.w", 0x14, Atomic::Max),
    word("amominu.w", 0x18, Atomic::Minu),
    word("amomaxu.w", 0x1c, Atomic::Maxu),
    Row::new("lr.d", A, Format::LoadReserved, amo(3, 0x02).rs2(0), Op::AtomicDouble(Atomic::Lr)),
    double("sc.d", 0x03, Atomic::Sc),
    double("amoswap.d", 0x01, Atomic::Swap),
    double("amoadd.d", 0x00, Atomic::Add),
    double("amoxor.d", 0x04, Atomic::Xor),
    double("amoand.d", 0x0c, Atomic::And),
    double("amoor.d", 0x08, Atomic::Or),
    double("amomin.d", 0x10, Atomic::Min),
    double("amomax.d", 0x14, Atomic::Max),
    double("amominu.d", 0x18, Atomic::Minu),
    double("amomaxu.d", 0x1c, Atomic::Maxu),
];
