//! Zba, Zbb and Zbs (RISC-V unprivileged ISA, chapter "'B' Extension for Bit Manipulation", RV64).
//! Instructions that are also in Zbkb are listed with Zbb.

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Address, Bits, Op, SingleBit};

const ZBA: Extensions = Extensions::of(Extension::Zba);
const ZBB: Extensions = Extensions::of(Extension::Zbb);
const ZBS: Extensions = Extensions::of(Extension::Zbs);
const ZBKB: Extensions = Extensions::of(Extension::Zbkb);

const OP_IMM: u32 = 0x13;
const OP_IMM_32: u32 = 0x1b;
const OP: u32 = 0x33;
const OP_32: u32 = 0x3b;

/// A row with two source registers.
const fn register(
    mnemonic: &'static str,
    needs: Extensions,
    opcode: u32,
    funct3: u32,
    funct7: u32,
    op: Op,
) -> Row {
    let pattern = Pattern::opcode(opcode).funct3(funct3).funct7(funct7);
    Row::new(mnemonic, needs, Format::Register, pattern, op)
}

/// A row of Zbb with one source register; bits 31 to 20 are fixed.
const fn unary(mnemonic: &'static str, opcode: u32, funct3: u32, funct12: u32, op: Op) -> Row {
    let pattern = Pattern::opcode(opcode)
        .funct3(funct3)
        .field(20, 12, funct12);
    Row::new(mnemonic, ZBB, Format::Unary, pattern, op)
}

/// A row with a register and a 6-bit shift amount or bit index.
const fn immediate(
    mnemonic: &'static str,
    needs: Extensions,
    opcode: u32,
    funct3: u32,
    funct6: u32,
    op: Op,
) -> Row {
    let pattern = Pattern::opcode(opcode).funct3(funct3).field(26, 6, funct6);
    Row::new(mnemonic, needs, Format::Shift, pattern, op)
}

/// RORIW: a register and a 5-bit shift amount.
const RORIW: Row = {
    let pattern = Pattern::opcode(OP_IMM_32).funct3(5).funct7(0x30);
    Row::new("roriw", ZBB, Format::Shift, pattern, Op::Bits(Bits::Roriw))
};

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    register("add.uw", ZBA, OP_32, 0, 0x04, Op::Address(Address::AddUw)),
    register("sh1add", ZBA, OP, 2, 0x10, Op::Address(Address::Sh1add)),
    register("sh1add.uw", ZBA, OP_32, 2, 0x10, Op::Address(Address::Sh1addUw)),
    register("sh2add", ZBA, OP, 4, 0x10, Op::Address(Address::Sh2add)),
    register("sh2add.uw", ZBA, OP_32, 4, 0x10, Op::Address(Address::Sh2addUw)),
    register("sh3add", ZBA, OP, 6, 0x10, Op::Address(Address::Sh3add)),
    register("sh3add.uw", ZBA, OP_32, 6, 0x10, Op::Address(Address::Sh3addUw)),
    immediate("slli.uw", ZBA, OP_IMM_32, 1, 0x02, Op::Address(Address::SlliUw)),
    register("andn", ZBB, OP, 7, 0x20, Op::Bits(Bits::Andn)).or(ZBKB),
    register("orn", ZBB, OP, 6, 0x20, Op::Bits(Bits::Orn)).or(ZBKB),
    register("xnor", ZBB, OP, 4, 0x20, Op::Bits(Bits::Xnor)).or(ZBKB),
    unary("clz", OP_IMM, 1, 0x600, Op::Bits(Bits::Clz)),
    unary("clzw", OP_IMM_32, 1, 0x600, Op::Bits(Bits::Clzw)),
    unary("ctz", OP_IMM, 1, 0x601, Op::Bits(Bits::Ctz)),
    unary("ctzw", OP_IMM_32, 1, 0x601, Op::Bits(Bits::Ctzw)),
    unary("cpop", OP_IMM, 1, 0x602, Op::Bits(Bits::Cpop)),
    unary("cpopw", OP_IMM_32, 1, 0x602, Op::Bits(Bits::Cpopw)),
    register("max", ZBB, OP, 6, 0x05, Op::Bits(Bits::Max)),
    register("maxu", ZBB, OP, 7, 0x05, Op::Bits(Bits::Maxu)),
    register("min", ZBB, OP, 4, 0x05, Op::Bits(Bits::Min)),
    register("minu", ZBB, OP, 5, 0x05, Op::Bits(Bits::Minu)),
    unary("sext.b", OP_IMM, 1, 0x604, Op::Bits(Bits::SextB)),
    unary("sext.h", OP_IMM, 1, 0x605, Op::Bits(Bits::SextH)),
    unary("zext.h", OP_32, 4, 0x080, Op::Bits(Bits::ZextH)).or(ZBKB),
    register("rol", ZBB, OP, 1, 0x30, Op::Bits(Bits::Rol)).or(ZBKB),
    register("rolw", ZBB, OP_32, 1, 0x30, Op::Bits(Bits::Rolw)).or(ZBKB),
    register("ror", ZBB, OP, 5, 0x30, Op::Bits(Bits::Ror)).or(ZBKB),
    immediate("rori", ZBB, OP_IMM, 5, 0x18, Op::Bits(Bits::Rori)).or(ZBKB),
    RORIW.or(ZBKB),
    register("rorw", ZBB, OP_32, 5, 0x30, Op::Bits(Bits::Rorw)).or(ZBKB),
    unary("orc.b", OP_IMM, 5, 0x287, Op::Bits(Bits::OrcB)),
    unary("rev8", OP_IMM, 5, 0x6b8, Op::Bits(Bits::Rev8)).or(ZBKB),
    register("bclr", ZBS, OP, 1, 0x24, Op::SingleBit(SingleBit::Bclr)),
    immediate("bclri", ZBS, OP_IMM, 1, 0x12, Op::SingleBit(SingleBit::Bclri)),
    register("bext", ZBS, OP, 5, 0x24, Op::SingleBit(SingleBit::Bext)),
    immediate("bexti", ZBS, OP_IMM, 5, 0x12, Op::SingleBit(SingleBit::Bexti)),
    register("binv", ZBS, OP, 1, 0x34, Op::SingleBit(SingleBit::Binv)),
    immediate("binvi", ZBS, OP_IMM, 1, 0x1a, Op::SingleBit(SingleBit::Binvi)),
    register("bset", ZBS, OP, 1, 0x14, Op::SingleBit(SingleBit::Bset)),
    immediate("bseti", ZBS, OP_IMM, 1, 0x0a, Op::SingleBit(SingleBit::Bseti)),
];
