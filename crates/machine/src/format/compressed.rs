//! Compressed operand layouts (RISC-V unprivileged ISA, section "Compressed Instruction Formats" and the sections of the single
//! instructions; chapter "Zc* Extension for Code Size Reduction" for Zcb).

use super::fields::Operands;
use super::operand::Operand;

/// Operand layout of a compressed instruction. Operands are those of the instruction it expands to; a prime marks a three-bit
/// register field, x8 to x15.
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
const RA: u8 = 1;
/// The implicit base register.
const SP: u8 = 2;

/// Immediate bits: (lowest bit in the encoding, number of bits, lowest bit in the immediate).
type Places = &'static [(u32, u32, u32)];

const IMM6: Places = &[(2, 5, 0), (12, 1, 5)];
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

/// The bits of an immediate brought together, zero-extended.
fn gather(encoding: u32, places: Places) -> i32 {
    places.iter().fold(0, |imm, &(from, width, to)| {
        imm | (encoding >> from & ((1 << width) - 1)) << to
    }) as i32
}

/// The same, sign-extended from `width` bits.
fn gather_signed(encoding: u32, places: Places, width: u32) -> i32 {
    gather(encoding, places) << (32 - width) >> (32 - width)
}

impl Compressed {
    /// The operands of the instruction that `encoding` expands to.
    pub(super) fn operands(self, encoding: u32) -> Operands {
        self.registers(encoding).imm(self.immediate(encoding))
    }

    /// The register operands.
    fn registers(self, encoding: u32) -> Operands {
        let none = Operands::default();
        let full = (encoding >> 7 & 31) as u8;
        let rs2 = (encoding >> 2 & 31) as u8;
        // The three-bit fields: bits 9 to 7 are a source or source and destination, bits 4 to 2 a destination or source.
        let upper = (encoding >> 7 & 7) as u8 + 8;
        let lower = (encoding >> 2 & 7) as u8 + 8;
        match self {
            Self::Bare | Self::NopHint | Self::Jump => none,
            Self::AddSpScaled => none.rd(lower).rs1(SP),
            Self::LoadWord | Self::LoadDouble | Self::LoadFloat => none.rd(lower).rs1(upper),
            Self::LoadByte | Self::LoadHalf => none.rd(lower).rs1(upper),
            Self::StoreWord | Self::StoreDouble | Self::StoreFloat => none.rs1(upper).rs2(lower),
            Self::StoreByte | Self::StoreHalf => none.rs1(upper).rs2(lower),
            Self::Immediate | Self::AdjustSp | Self::Shift => none.rd(full).rs1(full),
            Self::LoadImmediate | Self::LoadUpper => none.rd(full),
            Self::ShiftPrime | Self::ImmediatePrime => none.rd(upper).rs1(upper),
            Self::UnaryImmediate(_) | Self::Unary => none.rd(upper).rs1(upper),
            Self::RegisterPrime => none.rd(upper).rs1(upper).rs2(lower),
            Self::Branch => none.rs1(upper),
            Self::LoadWordSp | Self::LoadDoubleSp | Self::LoadFloatSp => none.rd(full).rs1(SP),
            Self::StoreWordSp | Self::StoreDoubleSp | Self::StoreFloatSp => none.rs1(SP).rs2(rs2),
            Self::JumpRegister => none.rs1(full),
            Self::JumpAndLinkRegister => none.rd(RA).rs1(full),
            Self::Move => none.rd(full).rs2(rs2),
            Self::Register => none.rd(full).rs1(full).rs2(rs2),
        }
    }

    /// The immediate, 0 if there is none.
    fn immediate(self, encoding: u32) -> i32 {
        let imm = |places| gather(encoding, places);
        let signed = |places, width| gather_signed(encoding, places, width);
        match self {
            Self::Bare | Self::Unary | Self::RegisterPrime | Self::Register | Self::Move => 0,
            Self::JumpRegister | Self::JumpAndLinkRegister => 0,
            Self::NopHint | Self::Immediate | Self::LoadImmediate => signed(IMM6, 6),
            Self::ImmediatePrime => signed(IMM6, 6),
            Self::LoadUpper => signed(IMM6, 6) << 12,
            Self::ShiftPrime | Self::Shift => imm(IMM6),
            Self::AddSpScaled => imm(ADDI4SPN),
            Self::AdjustSp => signed(ADDI16SP, 10),
            Self::LoadWord | Self::StoreWord => imm(WORD),
            Self::LoadDouble | Self::LoadFloat | Self::StoreDouble | Self::StoreFloat => {
                imm(DOUBLE)
            }
            Self::Jump => signed(JUMP, 12),
            Self::Branch => signed(BRANCH, 9),
            Self::LoadWordSp => imm(LOAD_WORD_SP),
            Self::LoadDoubleSp | Self::LoadFloatSp => imm(LOAD_DOUBLE_SP),
            Self::StoreWordSp => imm(STORE_WORD_SP),
            Self::StoreDoubleSp | Self::StoreFloatSp => imm(STORE_DOUBLE_SP),
            Self::LoadByte | Self::StoreByte => imm(BYTE),
            Self::LoadHalf | Self::StoreHalf => imm(HALF),
            Self::UnaryImmediate(value) => value.into(),
        }
    }

    /// The operands in the order of assembly.
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
