//! D (RISC-V unprivileged ISA, chapter "RV32/64G Instruction Set Listings").

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Convert, Float, Load, Op, Store};

const D: Extensions = Extensions::of(Extension::F).with(Extension::D);

/// The fmt field of this format.
const FMT: u32 = 1;

/// OP-FP.
const fn op_fp(funct5: u32) -> Pattern {
    Pattern::opcode(0x53).funct7(funct5 << 2 | FMT)
}

/// One of the four fused multiply-add opcodes.
const fn fused(opcode: u32) -> Pattern {
    Pattern::opcode(opcode).field(25, 2, FMT)
}

/// A row of this format.
const fn row(mnemonic: &'static str, format: Format, pattern: Pattern, op: Float) -> Row {
    Row::new(mnemonic, D, format, pattern, Op::Double(op))
}

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    Row::new("fld", D, Format::FloatLoad, Pattern::opcode(0x07).funct3(3), Op::Load(Load::Fld)),
    Row::new("fsd", D, Format::FloatStore, Pattern::opcode(0x27).funct3(3), Op::Store(Store::Fsd)),
    row("fmadd.d", Format::Float4, fused(0x43), Float::Madd),
    row("fmsub.d", Format::Float4, fused(0x47), Float::Msub),
    row("fnmsub.d", Format::Float4, fused(0x4b), Float::Nmsub),
    row("fnmadd.d", Format::Float4, fused(0x4f), Float::Nmadd),
    row("fadd.d", Format::Float3Rounded, op_fp(0x00), Float::Add),
    row("fsub.d", Format::Float3Rounded, op_fp(0x01), Float::Sub),
    row("fmul.d", Format::Float3Rounded, op_fp(0x02), Float::Mul),
    row("fdiv.d", Format::Float3Rounded, op_fp(0x03), Float::Div),
    row("fsqrt.d", Format::Float2Rounded, op_fp(0x0b).rs2(0), Float::Sqrt),
    row("fsgnj.d", Format::Float3, op_fp(0x04).funct3(0), Float::Sgnj),
    row("fsgnjn.d", Format::Float3, op_fp(0x04).funct3(1), Float::Sgnjn),
    row("fsgnjx.d", Format::Float3, op_fp(0x04).funct3(2), Float::Sgnjx),
    row("fmin.d", Format::Float3, op_fp(0x05).funct3(0), Float::Min),
    row("fmax.d", Format::Float3, op_fp(0x05).funct3(1), Float::Max),
    row("feq.d", Format::FloatCompare, op_fp(0x14).funct3(2), Float::Eq),
    row("flt.d", Format::FloatCompare, op_fp(0x14).funct3(1), Float::Lt),
    row("fle.d", Format::FloatCompare, op_fp(0x14).funct3(0), Float::Le),
    row("fclass.d", Format::FloatToIntegerMove, op_fp(0x1c).rs2(0).funct3(1), Float::Class),
    row("fcvt.w.d", Format::FloatToInteger, op_fp(0x18).rs2(0), Float::ToI32),
    row("fcvt.wu.d", Format::FloatToInteger, op_fp(0x18).rs2(1), Float::ToU32),
    row("fcvt.l.d", Format::FloatToInteger, op_fp(0x18).rs2(2), Float::ToI64),
    row("fcvt.lu.d", Format::FloatToInteger, op_fp(0x18).rs2(3), Float::ToU64),
    row("fcvt.d.w", Format::IntegerToFloatExact, op_fp(0x1a).rs2(0), Float::FromI32),
    row("fcvt.d.wu", Format::IntegerToFloatExact, op_fp(0x1a).rs2(1), Float::FromU32),
    row("fcvt.d.l", Format::IntegerToFloat, op_fp(0x1a).rs2(2), Float::FromI64),
    row("fcvt.d.lu", Format::IntegerToFloat, op_fp(0x1a).rs2(3), Float::FromU64),
    row("fmv.x.d", Format::FloatToIntegerMove, op_fp(0x1c).rs2(0).funct3(0), Float::MoveToInteger),
    row(
        "fmv.d.x", Format::IntegerToFloatMove, op_fp(0x1e).rs2(0).funct3(0), Float::MoveFromInteger,
    ),
    Row::new(
        "fcvt.s.d", D, Format::Float2Rounded, Pattern::opcode(0x53).funct7(0x20).rs2(1),
        Op::Convert(Convert::SingleFromDouble),
    ),
    Row::new(
        "fcvt.d.s", D, Format::Float2Exact, Pattern::opcode(0x53).funct7(0x21).rs2(0),
        Op::Convert(Convert::DoubleFromSingle),
    ),
];
