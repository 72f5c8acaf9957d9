//! Compressed operand layouts (RISC-V unprivileged ISA, section "Compressed Instruction Formats"
//! and the sections of the single instructions; chapter "Zc* Extension for Code Size Reduction" for
//! Zcb).

use super::fields::{Operands, field};
use super::operand::Operand;

/// Operand layout of a compressed instruction. Operands are those of the instruction it expands to;
/// a prime marks a three-bit register field, x8 to x15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compressed {
    /// `rd', sp, imm`: C.ADDI4SPN.
    AddSpScaled,
    /// `rd', imm(rs1')`, 4 bytes.
    LoadWord,
    /// `rd', imm(rs1')`, 8 bytes.
    LoadDouble,
    /// `fd', imm(rs1')`, 8 bytes.
    LoadFloat,
    /// `rs2', imm(rs1')`, 4 bytes.
    StoreWord,
    /// `rs2', imm(rs1')`, 8 bytes.
    StoreDouble,
    /// `fs2', imm(rs1')`, 8 bytes.
    StoreFloat,
    /// No operands.
    Bare,
    /// C.NOP with an immediate, a hint.
    NopHint,
    /// `rd, imm`, with `rd` also the source.
    Immediate,
    /// `rd, imm`, with x0 as source.
    LoadImmediate,
    /// `sp, imm`: C.ADDI16SP.
    AdjustSp,
    /// `rd, imm20`: C.LUI.
    LoadUpper,
    /// `rd', shamt`.
    ShiftPrime,
    /// `rd', imm`.
    ImmediatePrime,
    /// `rd', rs2'`, with `rd'` also the first source.
    RegisterPrime,
    /// `target`: C.J.
    Jump,
    /// `rs1', target`.
    Branch,
    /// `rd, shamt`: C.SLLI.
    Shift,
    /// `rd, imm(sp)`, 4 bytes.
    LoadWordSp,
    /// `rd, imm(sp)`, 8 bytes.
    LoadDoubleSp,
    /// `fd, imm(sp)`, 8 bytes.
    LoadFloatSp,
    /// `rs1`: C.JR.
    JumpRegister,
    /// `rs1`, linking in ra: C.JALR.
    JumpAndLinkRegister,
    /// `rd, rs2`, with x0 as first source: C.MV.
    Move,
    /// `rd, rs2`, with `rd` also the first source: C.ADD.
    Register,
    /// `rs2, imm(sp)`, 4 bytes.
    StoreWordSp,
    /// `rs2, imm(sp)`, 8 bytes.
    StoreDoubleSp,
    /// `fs2, imm(sp)`, 8 bytes.
    StoreFloatSp,
    /// `rd', imm(rs1')`, 1 byte.
    LoadByte,
    /// `rd', imm(rs1')`, 2 bytes.
    LoadHalf,
    /// `rs2', imm(rs1')`, 1 byte.
    StoreByte,
    /// `rs2', imm(rs1')`, 2 bytes.
    StoreHalf,
    /// `rd'`, also the source, and this immediate.
    UnaryImmediate(i16),
    /// `rd'`, also the first source, with x0 as the second.
    Unary,
}

/// The implicit link register.
const RA: At = At::Always(1);
/// The implicit base register.
const SP: At = At::Always(2);
/// The five-bit field of a destination, often a source as well.
const FULL: At = At::Field(7);
/// The five-bit field of a second source.
const SECOND: At = At::Field(2);
/// The three-bit field in bits 9 to 7: a source, or source and destination.
const UPPER: At = At::Prime(7);
/// The three-bit field in bits 4 to 2: a destination, or a source.
const LOWER: At = At::Prime(2);
/// No register.
const NONE: At = At::Always(0);

/// The position of a register operand.
#[derive(Clone, Copy)]
enum At {
    /// No field: it is always this register.
    Always(u8),
    /// Five bits, from this one on.
    Field(u32),
    /// Three bits, from this one on: x8 to x15.
    Prime(u32),
}

/// Immediate bits: (lowest bit in the encoding, number of bits, lowest bit in the immediate).
type Places = &'static [(u32, u32, u32)];

/// The position of an immediate.
#[derive(Clone, Copy)]
enum Imm {
    /// No field: it is always this value.
    Always(i16),
    /// Zero-extended.
    Unsigned(Places),
    /// Sign-extended from this number of bits.
    Signed(Places, u32),
    /// [`IMM6`], sign-extended and shifted by 12.
    Upper,
}

/// The positions of all operands: rd, rs1, rs2, immediate.
type Layout = (At, At, At, Imm);

const ABSENT: Imm = Imm::Always(0);
const IMM6: Places = &[(2, 5, 0), (12, 1, 5)];
const SIGNED: Imm = Imm::Signed(IMM6, 6);
const ADDI4SPN: Places = &[(5, 1, 3), (6, 1, 2), (7, 4, 6), (11, 2, 4)];
const ADDI16SP: Places = &[(2, 1, 5), (3, 2, 7), (5, 1, 6), (6, 1, 4), (12, 1, 9)];
const WORD: Places = &[(5, 1, 6), (6, 1, 2), (10, 3, 3)];
const DOUBLE: Places = &[(5, 2, 6), (10, 3, 3)];
const LOAD_WORD_SP: Places = &[(2, 2, 6), (4, 3, 2), (12, 1, 5)];
const LOAD_DOUBLE_SP: Places = &[(2, 3, 6), (5, 2, 3), (12, 1, 5)];
const STORE_WORD_SP: Places = &[(7, 2, 6), (9, 4, 2)];
const STORE_DOUBLE_SP: Places = &[(7, 3, 6), (10, 3, 3)];
const JUMP: Places = &[
    (2, 1, 5),
    (3, 3, 1),
    (6, 1, 7),
    (7, 1, 6),
    (8, 1, 10),
    (9, 2, 8),
    (11, 1, 4),
    (12, 1, 11),
];
const BRANCH: Places = &[(2, 1, 5), (3, 2, 1), (5, 2, 6), (10, 2, 3), (12, 1, 8)];
const BYTE: Places = &[(5, 1, 1), (6, 1, 0)];
const HALF: Places = &[(5, 1, 1)];

impl At {
    /// The register that `encoding` names.
    fn get(self, encoding: u32) -> u8 {
        match self {
            Self::Always(number) => number,
            Self::Field(low) => field(encoding, low, 5) as u8,
            Self::Prime(low) => field(encoding, low, 3) as u8 + 8,
        }
    }

    /// The field bits for register `number`; none if the field cannot name it.
    fn put(self, number: u8) -> u32 {
        match self {
            Self::Always(_) => 0,
            Self::Field(low) => u32::from(number & 31) << low,
            Self::Prime(low) => u32::from(number & 7) << low,
        }
    }
}

impl Imm {
    /// The immediate that `encoding` contains.
    fn get(self, encoding: u32) -> i32 {
        match self {
            Self::Always(value) => value.into(),
            Self::Unsigned(places) => gather(encoding, places),
            Self::Signed(places, width) => gather(encoding, places) << (32 - width) >> (32 - width),
            Self::Upper => SIGNED.get(encoding) << 12,
        }
    }

    /// The bits for `value`, if there are any.
    fn put(self, value: i32) -> u32 {
        match self {
            Self::Always(_) => 0,
            Self::Unsigned(places) | Self::Signed(places, _) => scatter(value, places),
            Self::Upper => SIGNED.put(value >> 12),
        }
    }
}

/// Gathers the bits of an immediate, zero-extended.
fn gather(encoding: u32, places: Places) -> i32 {
    places.iter().fold(0, |imm, &(from, width, to)| {
        imm | field(encoding, from, width) << to
    }) as i32
}

/// Scatters the bits of an immediate to their places in an encoding.
fn scatter(imm: i32, places: Places) -> u32 {
    places.iter().fold(0, |encoding, &(to, width, from)| {
        encoding | field(imm as u32, from, width) << to
    })
}

impl Compressed {
    /// The operands of the instruction that `encoding` expands to.
    pub(super) fn operands(self, encoding: u32) -> Operands {
        let (rd, rs1, rs2, imm) = self.layout();
        Operands {
            rd: rd.get(encoding),
            rs1: rs1.get(encoding),
            rs2: rs2.get(encoding),
            imm: imm.get(encoding),
            ..Operands::default()
        }
    }

    /// The bits of `operands`.
    pub(super) fn bits(self, operands: &Operands) -> u32 {
        let (rd, rs1, rs2, imm) = self.layout();
        rd.put(operands.rd) | rs1.put(operands.rs1) | rs2.put(operands.rs2) | imm.put(operands.imm)
    }

    /// The positions of the operands.
    fn layout(self) -> Layout {
        match self {
            Self::Bare => (NONE, NONE, NONE, ABSENT),
            Self::NopHint => (NONE, NONE, NONE, SIGNED),
            Self::Jump => (NONE, NONE, NONE, Imm::Signed(JUMP, 12)),
            Self::Branch => (NONE, UPPER, NONE, Imm::Signed(BRANCH, 9)),
            Self::AddSpScaled => (LOWER, SP, NONE, Imm::Unsigned(ADDI4SPN)),
            Self::AdjustSp => (FULL, FULL, NONE, Imm::Signed(ADDI16SP, 10)),
            Self::LoadByte => (LOWER, UPPER, NONE, Imm::Unsigned(BYTE)),
            Self::LoadHalf => (LOWER, UPPER, NONE, Imm::Unsigned(HALF)),
            Self::LoadWord => (LOWER, UPPER, NONE, Imm::Unsigned(WORD)),
            Self::LoadDouble | Self::LoadFloat => (LOWER, UPPER, NONE, Imm::Unsigned(DOUBLE)),
            Self::StoreByte => (NONE, UPPER, LOWER, Imm::Unsigned(BYTE)),
            Self::StoreHalf => (NONE, UPPER, LOWER, Imm::Unsigned(HALF)),
            Self::StoreWord => (NONE, UPPER, LOWER, Imm::Unsigned(WORD)),
            Self::StoreDouble | Self::StoreFloat => (NONE, UPPER, LOWER, Imm::Unsigned(DOUBLE)),
            Self::LoadWordSp => (FULL, SP, NONE, Imm::Unsigned(LOAD_WORD_SP)),
            Self::LoadDoubleSp | Self::LoadFloatSp => {
                (FULL, SP, NONE, Imm::Unsigned(LOAD_DOUBLE_SP))
            }
            Self::StoreWordSp => (NONE, SP, SECOND, Imm::Unsigned(STORE_WORD_SP)),
            Self::StoreDoubleSp | Self::StoreFloatSp => {
                (NONE, SP, SECOND, Imm::Unsigned(STORE_DOUBLE_SP))
            }
            Self::Immediate => (FULL, FULL, NONE, SIGNED),
            Self::ImmediatePrime => (UPPER, UPPER, NONE, SIGNED),
            Self::LoadImmediate => (FULL, NONE, NONE, SIGNED),
            Self::LoadUpper => (FULL, NONE, NONE, Imm::Upper),
            Self::Shift => (FULL, FULL, NONE, Imm::Unsigned(IMM6)),
            Self::ShiftPrime => (UPPER, UPPER, NONE, Imm::Unsigned(IMM6)),
            Self::UnaryImmediate(value) => (UPPER, UPPER, NONE, Imm::Always(value)),
            Self::Unary => (UPPER, UPPER, NONE, ABSENT),
            Self::RegisterPrime => (UPPER, UPPER, LOWER, ABSENT),
            Self::Register => (FULL, FULL, SECOND, ABSENT),
            Self::Move => (FULL, NONE, SECOND, ABSENT),
            Self::JumpRegister => (NONE, FULL, NONE, ABSENT),
            Self::JumpAndLinkRegister => (RA, FULL, NONE, ABSENT),
        }
    }

    /// The operands, in assembly order.
    pub(super) fn assembly(self) -> &'static [Operand] {
        use Operand::{Base, Fd, Fs2, Immediate, Rd, Rs1, Rs2, Target, Upper};
        match self {
            Self::AddSpScaled => &[Rd, Rs1, Immediate],
            Self::LoadWord | Self::LoadDouble | Self::LoadWordSp | Self::LoadDoubleSp => {
                &[Rd, Base]
            }
            Self::LoadByte | Self::LoadHalf => &[Rd, Base],
            Self::LoadFloat | Self::LoadFloatSp => &[Fd, Base],
            Self::StoreWord | Self::StoreDouble | Self::StoreWordSp | Self::StoreDoubleSp => {
                &[Rs2, Base]
            }
            Self::StoreByte | Self::StoreHalf => &[Rs2, Base],
            Self::StoreFloat | Self::StoreFloatSp => &[Fs2, Base],
            Self::Bare => &[],
            Self::NopHint => &[Immediate],
            Self::Immediate | Self::LoadImmediate | Self::AdjustSp | Self::ImmediatePrime => {
                &[Rd, Immediate]
            }
            Self::ShiftPrime | Self::Shift => &[Rd, Immediate],
            Self::LoadUpper => &[Rd, Upper],
            Self::RegisterPrime | Self::Register | Self::Move => &[Rd, Rs2],
            Self::Jump => &[Target],
            Self::Branch => &[Rs1, Target],
            Self::JumpRegister | Self::JumpAndLinkRegister => &[Rs1],
            Self::UnaryImmediate(_) | Self::Unary => &[Rd],
        }
    }
}
