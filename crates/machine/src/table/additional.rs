//! Zfa (RISC-V unprivileged ISA, chapter "'Zfa' Extension for Additional Floating-Point
//! Instructions", RV64), in each of the formats.

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Convert, Float, Op};

const ZFA: Extensions = Extensions::of(Extension::F).with(Extension::Zfa);
const ZFA_D: Extensions = ZFA.with(Extension::D);
const ZFA_ZFH: Extensions = ZFA.with(Extension::Zfh);
/// "If the Zfh or Zvfh extension is implemented" there is FLI.H.
const ZFA_ZVFH: Extensions = ZFA.with(Extension::Zvfh);

/// OP-FP.
const fn op_fp(funct5: u32, fmt: u32) -> Pattern {
    Pattern::opcode(0x53).funct7(funct5 << 2 | fmt)
}

/// A row on singles.
const fn single(mnemonic: &'static str, format: Format, pattern: Pattern, op: Float) -> Row {
    Row::new(mnemonic, ZFA, format, pattern, Op::Single(op))
}

/// A row on doubles.
const fn double(mnemonic: &'static str, format: Format, pattern: Pattern, op: Float) -> Row {
    Row::new(mnemonic, ZFA_D, format, pattern, Op::Double(op))
}

/// A row on halves.
const fn half(mnemonic: &'static str, format: Format, pattern: Pattern, op: Float) -> Row {
    Row::new(mnemonic, ZFA_ZFH, format, pattern, Op::Half(op))
}

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    single("fli.s", Format::FloatConstant, op_fp(0x1e, 0).rs2(1).funct3(0), Float::Constant),
    single("fminm.s", Format::Float3, op_fp(0x05, 0).funct3(2), Float::Minimum),
    single("fmaxm.s", Format::Float3, op_fp(0x05, 0).funct3(3), Float::Maximum),
    single("fround.s", Format::Float2Rounded, op_fp(0x08, 0).rs2(4), Float::Round),
    single("froundnx.s", Format::Float2Rounded, op_fp(0x08, 0).rs2(5), Float::RoundExact),
    single("fleq.s", Format::FloatCompare, op_fp(0x14, 0).funct3(4), Float::LeQuiet),
    single("fltq.s", Format::FloatCompare, op_fp(0x14, 0).funct3(5), Float::LtQuiet),
    double("fli.d", Format::FloatConstant, op_fp(0x1e, 1).rs2(1).funct3(0), Float::Constant),
    double("fminm.d", Format::Float3, op_fp(0x05, 1).funct3(2), Float::Minimum),
    double("fmaxm.d", Format::Float3, op_fp(0x05, 1).funct3(3), Float::Maximum),
    double("fround.d", Format::Float2Rounded, op_fp(0x08, 1).rs2(4), Float::Round),
    double("froundnx.d", Format::Float2Rounded, op_fp(0x08, 1).rs2(5), Float::RoundExact),
    double("fleq.d", Format::FloatCompare, op_fp(0x14, 1).funct3(4), Float::LeQuiet),
    double("fltq.d", Format::FloatCompare, op_fp(0x14, 1).funct3(5), Float::LtQuiet),
    Row::new(
        "fcvtmod.w.d", ZFA_D, Format::FloatToIntegerTruncated, op_fp(0x18, 1).rs2(8),
        Op::Convert(Convert::ModularFromDouble),
    ),
    half(
        "fli.h", Format::FloatConstant, op_fp(0x1e, 2).rs2(1).funct3(0), Float::Constant,
    ).or(ZFA_ZVFH),
    half("fminm.h", Format::Float3, op_fp(0x05, 2).funct3(2), Float::Minimum),
    half("fmaxm.h", Format::Float3, op_fp(0x05, 2).funct3(3), Float::Maximum),
    half("fround.h", Format::Float2Rounded, op_fp(0x08, 2).rs2(4), Float::Round),
    half("froundnx.h", Format::Float2Rounded, op_fp(0x08, 2).rs2(5), Float::RoundExact),
    half("fleq.h", Format::FloatCompare, op_fp(0x14, 2).funct3(4), Float::LeQuiet),
    half("fltq.h", Format::FloatCompare, op_fp(0x14, 2).funct3(5), Float::LtQuiet),
];
