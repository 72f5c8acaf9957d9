//! Zca, Zcd and Zcb (RISC-V unprivileged ISA, section "RVC Instruction Set Listings" and chapter
//! "Zc* Extension for Code Size Reduction"). Each row has the operation of the instruction it
//! expands to. Encodings that those tables mark as reserved are exceptions; hints are not.

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::{Compressed, Format};
use crate::op::{Address, Bits, Branch, Integer, Jump, Load, MulDiv, Op, Store, System};

const ZCA: Extensions = Extensions::of(Extension::Zca);
const ZCD: Extensions = ZCA.with(Extension::Zcd).with(Extension::D);
const ZCB: Extensions = ZCA.with(Extension::Zcb);
const ZCB_ZBB: Extensions = ZCB.with(Extension::Zbb);

/// No destination register, or no register operand.
const RD_ZERO: Pattern = Pattern::new(0x0f80, 0);
/// sp as destination register.
const RD_SP: Pattern = Pattern::new(0x0f80, 2 << 7);
/// No second register.
const RS2_ZERO: Pattern = Pattern::new(0x007c, 0);
/// A zero immediate of six bits in the usual places.
const IMM6_ZERO: Pattern = Pattern::new(0x107c, 0);
/// A zero immediate of C.ADDI4SPN.
const ADDI4SPN_ZERO: Pattern = Pattern::new(0x1fe0, 0);

/// The quadrant (bits 1 to 0) and bits 15 to 13.
const fn quadrant(quadrant: u32, funct3: u32) -> Pattern {
    Pattern::new(3, quadrant).field(13, 3, funct3)
}

/// Register-register arithmetic of quadrant 1.
const fn arithmetic(bit12: u32, funct2: u32) -> Pattern {
    quadrant(1, 4)
        .field(10, 3, bit12 << 2 | 3)
        .field(5, 2, funct2)
}

/// A row.
const fn row(mnemonic: &'static str, format: Compressed, pattern: Pattern, op: Op) -> Row {
    Row::new(mnemonic, ZCA, Format::Compressed(format), pattern, op)
}

/// A row with an operation of the integer unit.
const fn int(mnemonic: &'static str, format: Compressed, pattern: Pattern, op: Integer) -> Row {
    row(mnemonic, format, pattern, Op::Integer(op))
}

/// A row of Zcd.
const fn float(mnemonic: &'static str, format: Compressed, pattern: Pattern, op: Op) -> Row {
    Row::new(mnemonic, ZCD, Format::Compressed(format), pattern, op)
}

/// A row of Zcb, with the other extensions that it needs.
const fn zcb(
    mnemonic: &'static str,
    needs: Extensions,
    format: Compressed,
    pattern: Pattern,
    op: Op,
) -> Row {
    Row::new(mnemonic, needs, Format::Compressed(format), pattern, op)
}

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    int(
        "c.addi4spn", Compressed::AddSpScaled, quadrant(0, 0), Integer::Addi,
    ).except(&[ADDI4SPN_ZERO]),
    float("c.fld", Compressed::LoadFloat, quadrant(0, 1), Op::Load(Load::Fld)),
    row("c.lw", Compressed::LoadWord, quadrant(0, 2), Op::Load(Load::Lw)),
    row("c.ld", Compressed::LoadDouble, quadrant(0, 3), Op::Load(Load::Ld)),
    float("c.fsd", Compressed::StoreFloat, quadrant(0, 5), Op::Store(Store::Fsd)),
    row("c.sw", Compressed::StoreWord, quadrant(0, 6), Op::Store(Store::Sw)),
    row("c.sd", Compressed::StoreDouble, quadrant(0, 7), Op::Store(Store::Sd)),
    int("c.nop", Compressed::Bare, Pattern::new(0xffff, 0x0001), Integer::Addi),
    int(
        "c.nop", Compressed::NopHint, quadrant(1, 0).field(7, 5, 0), Integer::Addi,
    ).except(&[IMM6_ZERO]),
    int("c.addi", Compressed::Immediate, quadrant(1, 0), Integer::Addi).except(&[RD_ZERO]),
    int("c.addiw", Compressed::Immediate, quadrant(1, 1), Integer::Addiw).except(&[RD_ZERO]),
    int("c.li", Compressed::LoadImmediate, quadrant(1, 2), Integer::Addi),
    int(
        "c.addi16sp", Compressed::AdjustSp, quadrant(1, 3).field(7, 5, 2), Integer::Addi,
    ).except(&[IMM6_ZERO]),
    int("c.lui", Compressed::LoadUpper, quadrant(1, 3), Integer::Lui).except(&[RD_SP, IMM6_ZERO]),
    int("c.srli", Compressed::ShiftPrime, quadrant(1, 4).field(10, 2, 0), Integer::Srli),
    int("c.srai", Compressed::ShiftPrime, quadrant(1, 4).field(10, 2, 1), Integer::Srai),
    int("c.andi", Compressed::ImmediatePrime, quadrant(1, 4).field(10, 2, 2), Integer::Andi),
    int("c.sub", Compressed::RegisterPrime, arithmetic(0, 0), Integer::Sub),
    int("c.xor", Compressed::RegisterPrime, arithmetic(0, 1), Integer::Xor),
    int("c.or", Compressed::RegisterPrime, arithmetic(0, 2), Integer::Or),
    int("c.and", Compressed::RegisterPrime, arithmetic(0, 3), Integer::And),
    int("c.subw", Compressed::RegisterPrime, arithmetic(1, 0), Integer::Subw),
    int("c.addw", Compressed::RegisterPrime, arithmetic(1, 1), Integer::Addw),
    row("c.j", Compressed::Jump, quadrant(1, 5), Op::Jump(Jump::Jal)),
    row("c.beqz", Compressed::Branch, quadrant(1, 6), Op::Branch(Branch::Beq)),
    row("c.bnez", Compressed::Branch, quadrant(1, 7), Op::Branch(Branch::Bne)),
    int("c.slli", Compressed::Shift, quadrant(2, 0), Integer::Slli),
    float("c.fldsp", Compressed::LoadFloatSp, quadrant(2, 1), Op::Load(Load::Fld)),
    row("c.lwsp", Compressed::LoadWordSp, quadrant(2, 2), Op::Load(Load::Lw)).except(&[RD_ZERO]),
    row("c.ldsp", Compressed::LoadDoubleSp, quadrant(2, 3), Op::Load(Load::Ld)).except(&[RD_ZERO]),
    row(
        "c.jr", Compressed::JumpRegister, quadrant(2, 4).field(12, 1, 0).field(2, 5, 0),
        Op::Jump(Jump::Jalr),
    ).except(&[RD_ZERO]),
    int("c.mv", Compressed::Move, quadrant(2, 4).field(12, 1, 0), Integer::Add).except(&[RS2_ZERO]),
    row("c.ebreak", Compressed::Bare, Pattern::new(0xffff, 0x9002), Op::System(System::Ebreak)),
    row(
        "c.jalr", Compressed::JumpAndLinkRegister, quadrant(2, 4).field(12, 1, 1).field(2, 5, 0),
        Op::Jump(Jump::Jalr),
    ).except(&[RD_ZERO]),
    int(
        "c.add", Compressed::Register, quadrant(2, 4).field(12, 1, 1), Integer::Add,
    ).except(&[RS2_ZERO]),
    float("c.fsdsp", Compressed::StoreFloatSp, quadrant(2, 5), Op::Store(Store::Fsd)),
    row("c.swsp", Compressed::StoreWordSp, quadrant(2, 6), Op::Store(Store::Sw)),
    row("c.sdsp", Compressed::StoreDoubleSp, quadrant(2, 7), Op::Store(Store::Sd)),
];

/// The load and store formats of Zcb in quadrant 0.
const fn memory(funct3: u32) -> Pattern {
    quadrant(0, 4).field(10, 3, funct3)
}

/// The one-operand format of Zcb in quadrant 1.
const fn unary(funct3: u32) -> Pattern {
    arithmetic(1, 3).field(2, 3, funct3)
}

const BYTE_MASK: Compressed = Compressed::UnaryImmediate(0xff);
const ALL_ONES: Compressed = Compressed::UnaryImmediate(-1);

#[rustfmt::skip] // One row per line.
pub(super) const ZCB_ROWS: &[Row] = &[
    zcb("c.lbu", ZCB, Compressed::LoadByte, memory(0), Op::Load(Load::Lbu)),
    zcb("c.lhu", ZCB, Compressed::LoadHalf, memory(1).field(6, 1, 0), Op::Load(Load::Lhu)),
    zcb("c.lh", ZCB, Compressed::LoadHalf, memory(1).field(6, 1, 1), Op::Load(Load::Lh)),
    zcb("c.sb", ZCB, Compressed::StoreByte, memory(2), Op::Store(Store::Sb)),
    zcb("c.sh", ZCB, Compressed::StoreHalf, memory(3).field(6, 1, 0), Op::Store(Store::Sh)),
    zcb("c.zext.b", ZCB, BYTE_MASK, unary(0), Op::Integer(Integer::Andi)),
    zcb("c.sext.b", ZCB_ZBB, Compressed::Unary, unary(1), Op::Bits(Bits::SextB)),
    zcb("c.zext.h", ZCB_ZBB, Compressed::Unary, unary(2), Op::Bits(Bits::ZextH)),
    zcb("c.sext.h", ZCB_ZBB, Compressed::Unary, unary(3), Op::Bits(Bits::SextH)),
    zcb(
        "c.zext.w", ZCB.with(Extension::Zba), Compressed::Unary, unary(4),
        Op::Address(Address::AddUw),
    ),
    zcb("c.not", ZCB, ALL_ONES, unary(5), Op::Integer(Integer::Xori)),
    zcb(
        "c.mul", ZCB.with(Extension::M), Compressed::RegisterPrime, arithmetic(1, 2),
        Op::MulDiv(MulDiv::Mul),
    ),
];
