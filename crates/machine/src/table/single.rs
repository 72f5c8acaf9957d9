//! F (RISC-V unprivileged ISA, chapter "RV32/64G Instruction Set Listings").

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Float, Load, Op, Store};

const F: Extensions = Extensions::of(Extension::F);

/// The fmt field of this format.
const FMT: u32 = 0;

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
    Row::new(mnemonic, F, format, pattern, Op::Single(op))
}

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    Row::new("flw", F, Format::FloatLoad, Pattern::opcode(0x07).funct3(2), Op::Load(Load::Flw)),
    Row::new("fsw", F, Format::FloatStore, Pattern::opcode(0x27).funct3(2), Op::Store(Store::Fsw)),
    row("fmadd.s", Format::Float4, fused(0x43), Float::Madd),
    row("fmsub.s", Format::Float4, fused(0x47), Float::Msub),
    row("fnmsub.s", Format::Float4, fused(0x4b), Float::Nmsub),
    row("fnmadd.s", Format::Float4, fused(0x4f), Float::Nmadd),
    row("fadd.s", Format::Float3Rounded, op_fp(0x00), Float::Add),
    row("fsub.s", Format::Float3Rounded, op_fp(0x01), Float::Sub),
    row("fmul.s", Format::Float3Rounded, op_fp(0x02), Float::Mul),
    row("fdiv.s", Format::Float3Rounded, op_fp(0x03), Float::Div),
    row("fsqrt.s", Format::Float2Rounded, op_fp(0x0b).rs2(0), Float::Sqrt),
    row("fsgnj.s", Format::Float3, op_fp(0x04).funct3(0), Float::Sgnj),
    row("fsgnjn.s", Format::Float3, op_fp(0x04).funct3(1), Float::Sgnjn),
    row("fsgnjx.s", Format::Float3, op_fp(0x04).funct3(2), Float::Sgnjx),
    row("fmin.s", Format::Float3, op_fp(0x05).funct3(0), Float::Min),
    row("fmax.s", Format::Float3, op_fp(0x05).funct3(1), Float::Max),
    row("feq.s", Format::FloatCompare, op_fp(0x14).funct3(2), Float::Eq),
    row("flt.s", Format::FloatCompare, op_fp(0x14).funct3(1), Float::Lt),
    row("fle.s", Format::FloatCompare, op_fp(0x14).funct3(0), Float::Le),
    row("fclass.s", Format::FloatToIntegerMove, op_fp(0x1c).rs2(0).funct3(1), Float::Class),
    row("fcvt.w.s", Format::FloatToInteger, op_fp(0x18).rs2(0), Float::ToI32),
    row("fcvt.wu.s", Format::FloatToInteger, op_fp(0x18).rs2(1), Float::ToU32),
    row("fcvt.l.s", Format::FloatToInteger, op_fp(0x18).rs2(2), Float::ToI64),
    row("fcvt.lu.s", Format::FloatToInteger, op_fp(0x18).rs2(3), Float::ToU64),
    row("fcvt.s.w", Format::IntegerToFloat, op_fp(0x1a).rs2(0), Float::FromI32),
    row("fcvt.s.wu", Format::IntegerToFloat, op_fp(0x1a).rs2(1), Float::FromU32),
    row("fcvt.s.l", Format::IntegerToFloat, op_fp(0x1a).rs2(2), Float::FromI64),
    row("fcvt.s.lu", Format::IntegerToFloat, op_fp(0x1a).rs2(3), Float::FromU64),
    row("fmv.x.w", Format::FloatToIntegerMove, op_fp(0x1c).rs2(0).funct3(0), Float::MoveToInteger),
    row(
        "fmv.w.x", Format::IntegerToFloatMove, op_fp(0x1e).rs2(0).funct3(0), Float::MoveFromInteger,
    ),
];
