//! Zfhmin and Zfh (RISC-V unprivileged ISA, chapters "'Zfhmin' Extension for Half-Precision
//! Floating-Point Conversions" and "'Zfh' Extension for Half-Precision Floating-Point"). Zfh
//! contains Zfhmin.

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Convert, Float, Load, Op, Store};

const ZFHMIN: Extensions = Extensions::of(Extension::F).with(Extension::Zfhmin);
const ZFH: Extensions = Extensions::of(Extension::F).with(Extension::Zfh);

/// The fmt field of this format.
const FMT: u32 = 2;

/// OP-FP.
const fn op_fp(funct5: u32) -> Pattern {
    Pattern::opcode(0x53).funct7(funct5 << 2 | FMT)
}

/// One of the four fused multiply-add opcodes.
const fn fused(opcode: u32) -> Pattern {
    Pattern::opcode(opcode).field(25, 2, FMT)
}

/// FCVT to the format `to` from the format `from`, by their fmt fields.
const fn convert(to: u32, from: u32) -> Pattern {
    Pattern::opcode(0x53).funct7(0x08 << 2 | to).rs2(from)
}

/// A row of Zfhmin.
const fn minimal(mnemonic: &'static str, format: Format, pattern: Pattern, op: Op) -> Row {
    Row::new(mnemonic, ZFHMIN, format, pattern, op).or(ZFH)
}

/// A row of Zfhmin that needs doubles.
const fn double(mnemonic: &'static str, format: Format, pattern: Pattern, op: Convert) -> Row {
    let needs = ZFHMIN.with(Extension::D);
    Row::new(mnemonic, needs, format, pattern, Op::Convert(op)).or(ZFH.with(Extension::D))
}

/// A row of Zfh.
const fn row(mnemonic: &'static str, format: Format, pattern: Pattern, op: Float) -> Row {
    Row::new(mnemonic, ZFH, format, pattern, Op::Half(op))
}

#[rustfmt::skip] // One row per line.
pub(super) const MINIMAL_ROWS: &[Row] = &[
    minimal("flh", Format::FloatLoad, Pattern::opcode(0x07).funct3(1), Op::Load(Load::Flh)),
    minimal("fsh", Format::FloatStore, Pattern::opcode(0x27).funct3(1), Op::Store(Store::Fsh)),
    minimal(
        "fmv.x.h", Format::FloatToIntegerMove, op_fp(0x1c).rs2(0).funct3(0),
        Op::Half(Float::MoveToInteger),
    ),
    minimal(
        "fmv.h.x", Format::IntegerToFloatMove, op_fp(0x1e).rs2(0).funct3(0),
        Op::Half(Float::MoveFromInteger),
    ),
    minimal("fcvt.s.h", Format::Float2Exact, convert(0, FMT), Op::Convert(Convert::SingleFromHalf)),
    minimal(
        "fcvt.h.s", Format::Float2Rounded, convert(FMT, 0), Op::Convert(Convert::HalfFromSingle),
    ),
    double("fcvt.d.h", Format::Float2Exact, convert(1, FMT), Convert::DoubleFromHalf),
    double("fcvt.h.d", Format::Float2Rounded, convert(FMT, 1), Convert::HalfFromDouble),
];

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    row("fmadd.h", Format::Float4, fused(0x43), Float::Madd),
    row("fmsub.h", Format::Float4, fused(0x47), Float::Msub),
    row("fnmsub.h", Format::Float4, fused(0x4b), Float::Nmsub),
    row("fnmadd.h", Format::Float4, fused(0x4f), Float::Nmadd),
    row("fadd.h", Format::Float3Rounded, op_fp(0x00), Float::Add),
    row("fsub.h", Format::Float3Rounded, op_fp(0x01), Float::Sub),
    row("fmul.h", Format::Float3Rounded, op_fp(0x02), Float::Mul),
    row("fdiv.h", Format::Float3Rounded, op_fp(0x03), Float::Div),
    row("fsqrt.h", Format::Float2Rounded, op_fp(0x0b).rs2(0), Float::Sqrt),
    row("fsgnj.h", Format::Float3, op_fp(0x04).funct3(0), Float::Sgnj),
    row("fsgnjn.h", Format::Float3, op_fp(0x04).funct3(1), Float::Sgnjn),
    row("fsgnjx.h", Format::Float3, op_fp(0x04).funct3(2), Float::Sgnjx),
    row("fmin.h", Format::Float3, op_fp(0x05).funct3(0), Float::Min),
    row("fmax.h", Format::Float3, op_fp(0x05).funct3(1), Float::Max),
    row("feq.h", Format::FloatCompare, op_fp(0x14).funct3(2), Float::Eq),
    row("flt.h", Format::FloatCompare, op_fp(0x14).funct3(1), Float::Lt),
    row("fle.h", Format::FloatCompare, op_fp(0x14).funct3(0), Float::Le),
    row("fclass.h", Format::FloatToIntegerMove, op_fp(0x1c).rs2(0).funct3(1), Float::Class),
    row("fcvt.w.h", Format::FloatToInteger, op_fp(0x18).rs2(0), Float::ToI32),
    row("fcvt.wu.h", Format::FloatToInteger, op_fp(0x18).rs2(1), Float::ToU32),
    row("fcvt.l.h", Format::FloatToInteger, op_fp(0x18).rs2(2), Float::ToI64),
    row("fcvt.lu.h", Format::FloatToInteger, op_fp(0x18).rs2(3), Float::ToU64),
    row("fcvt.h.w", Format::IntegerToFloat, op_fp(0x1a).rs2(0), Float::FromI32),
    row("fcvt.h.wu", Format::IntegerToFloat, op_fp(0x1a).rs2(1), Float::FromU32),
    row("fcvt.h.l", Format::IntegerToFloat, op_fp(0x1a).rs2(2), Float::FromI64),
    row("fcvt.h.lu", Format::IntegerToFloat, op_fp(0x1a).rs2(3), Float::FromU64),
];
