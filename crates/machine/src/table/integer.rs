//! RV64I and Zifencei (RISC-V unprivileged ISA, chapter "RV32/64G Instruction Set Listings").

use super::pattern::Pattern;
use super::row::Row;
use crate::extension::{Extension, Extensions};
use crate::format::Format;
use crate::op::{Branch, Integer, Jump, Load, Op, Store, System};

const I: Extensions = Extensions::BASE;
const ZIFENCEI: Extensions = Extensions::of(Extension::Zifencei);

/// OP: register-register.
const fn op(funct3: u32, funct7: u32) -> Pattern {
    Pattern::opcode(0x33).funct3(funct3).funct7(funct7)
}

/// OP-32: register-register on words.
const fn op32(funct3: u32, funct7: u32) -> Pattern {
    Pattern::opcode(0x3b).funct3(funct3).funct7(funct7)
}

/// OP-IMM: register-immediate.
const fn op_imm(funct3: u32) -> Pattern {
    Pattern::opcode(0x13).funct3(funct3)
}

/// OP-IMM with a 6-bit shift amount.
const fn shift(funct3: u32, funct6: u32) -> Pattern {
    op_imm(funct3).field(26, 6, funct6)
}

/// OP-IMM-32 with a shift amount of 5 bits.
const fn shift32(funct3: u32, funct6: u32) -> Pattern {
    Pattern::opcode(0x1b).funct3(funct3).field(26, 6, funct6)
}

/// FENCE.TSO, the only fence with a mode.
const FENCE_TSO: Pattern = Pattern::new(u32::MAX, 0x8330_000f);

/// An integer row.
const fn row(mnemonic: &'static str, format: Format, pattern: Pattern, op: Integer) -> Row {
    Row::new(mnemonic, I, format, pattern, Op::Integer(op))
}

/// A load.
const fn load(mnemonic: &'static str, funct3: u32, op: Load) -> Row {
    Row::new(
        mnemonic,
        I,
        Format::Load,
        Pattern::opcode(0x03).funct3(funct3),
        Op::Load(op),
    )
}

/// A store.
const fn store(mnemonic: &'static str, funct3: u32, op: Store) -> Row {
    Row::new(
        mnemonic,
        I,
        Format::Store,
        Pattern::opcode(0x23).funct3(funct3),
        Op::Store(op),
    )
}

/// A conditional branch.
const fn branch(mnemonic: &'static str, funct3: u32, op: Branch) -> Row {
    Row::new(
        mnemonic,
        I,
        Format::Branch,
        Pattern::opcode(0x63).funct3(funct3),
        Op::Branch(op),
    )
}

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    row("lui", Format::Upper, Pattern::opcode(0x37), Integer::Lui),
    row("auipc", Format::Upper, Pattern::opcode(0x17), Integer::Auipc),
    Row::new("jal", I, Format::Jal, Pattern::opcode(0x6f), Op::Jump(Jump::Jal)),
    Row::new("jalr", I, Format::Jalr, Pattern::opcode(0x67).funct3(0), Op::Jump(Jump::Jalr)),
    branch("beq", 0, Branch::Beq),
    branch("bne", 1, Branch::Bne),
    branch("blt", 4, Branch::Blt),
    branch("bge", 5, Branch::Bge),
    branch("bltu", 6, Branch::Bltu),
    branch("bgeu", 7, Branch::Bgeu),
    load("lb", 0, Load::Lb),
    load("lh", 1, Load::Lh),
    load("lw", 2, Load::Lw),
    load("ld", 3, Load::Ld),
    load("lbu", 4, Load::Lbu),
    load("lhu", 5, Load::Lhu),
    load("lwu", 6, Load::Lwu),
    store("sb", 0, Store::Sb),
    store("sh", 1, Store::Sh),
    store("sw", 2, Store::Sw),
    store("sd", 3, Store::Sd),
    row("addi", Format::Immediate, op_imm(0), Integer::Addi),
    row("slti", Format::Immediate, op_imm(2), Integer::Slti),
    row("sltiu", Format::Immediate, op_imm(3), Integer::Sltiu),
    row("xori", Format::Immediate, op_imm(4), Integer::Xori),
    row("ori", Format::Immediate, op_imm(6), Integer::Ori),
    row("andi", Format::Immediate, op_imm(7), Integer::Andi),
    row("slli", Format::Shift, shift(1, 0x00), Integer::Slli),
    row("srli", Format::Shift, shift(5, 0x00), Integer::Srli),
    row("srai", Format::Shift, shift(5, 0x10), Integer::Srai),
    row("add", Format::Register, op(0, 0x00), Integer::Add),
    row("sub", Format::Register, op(0, 0x20), Integer::Sub),
    row("sll", Format::Register, op(1, 0x00), Integer::Sll),
    row("slt", Format::Register, op(2, 0x00), Integer::Slt),
    row("sltu", Format::Register, op(3, 0x00), Integer::Sltu),
    row("xor", Format::Register, op(4, 0x00), Integer::Xor),
    row("srl", Format::Register, op(5, 0x00), Integer::Srl),
    row("sra", Format::Register, op(5, 0x20), Integer::Sra),
    row("or", Format::Register, op(6, 0x00), Integer::Or),
    row("and", Format::Register, op(7, 0x00), Integer::And),
    row("addiw", Format::Immediate, Pattern::opcode(0x1b).funct3(0), Integer::Addiw),
    row("slliw", Format::ShiftWord, shift32(1, 0x00), Integer::Slliw),
    row("srliw", Format::ShiftWord, shift32(5, 0x00), Integer::Srliw),
    row("sraiw", Format::ShiftWord, shift32(5, 0x10), Integer::Sraiw),
    row("addw", Format::Register, op32(0, 0x00), Integer::Addw),
    row("subw", Format::Register, op32(0, 0x20), Integer::Subw),
    row("sllw", Format::Register, op32(1, 0x00), Integer::Sllw),
    row("srlw", Format::Register, op32(5, 0x00), Integer::Srlw),
    row("sraw", Format::Register, op32(5, 0x20), Integer::Sraw),
    Row::new(
        "fence", I, Format::Fence, Pattern::opcode(0x0f).funct3(0), Op::System(System::Fence),
    ).except(&[FENCE_TSO]),
    Row::new("fence.tso", I, Format::Bare, FENCE_TSO, Op::System(System::Fence)),
    Row::new(
        "fence.i", ZIFENCEI, Format::Bare, Pattern::opcode(0x0f).funct3(1),
        Op::System(System::FenceI),
    ),
    Row::new(
        "ecall", I, Format::Bare, Pattern::new(u32::MAX, 0x0000_0073), Op::System(System::Ecall),
    ),
    Row::new(
        "ebreak", I, Format::Bare, Pattern::new(u32::MAX, 0x0010_0073), Op::System(System::Ebreak),
    ),
];
