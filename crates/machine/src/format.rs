//! The positions of operands in a 32-bit encoding, and their order in assembly (RISC-V unprivileged
//! ISA, sections "Base Instruction Formats" and "Immediate Encoding Variants"). Compressed formats
//! are in `format/compressed.rs`.

mod compressed;
mod fields;
mod operand;
mod vector;

pub use compressed::Compressed;
pub use operand::Operand;
pub use vector::VectorFormat;

pub use fields::Operands;

use fields::{Fields, put_b, put_i, put_j, put_s, put_u};

/// Operand layout of an instruction. The first register named is the destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `rd, imm20`: LUI, AUIPC.
    Upper,
    /// `rd, target`.
    Jal,
    /// `rd, imm(rs1)`.
    Jalr,
    /// `rs1, rs2, target`.
    Branch,
    /// `rd, imm(rs1)`.
    Load,
    /// `rs2, imm(rs1)`.
    Store,
    /// `rd, rs1, imm`.
    Immediate,
    /// `rd, rs1, shamt`.
    Shift,
    /// `rd, rs1, shamt`, whose bit 5 is reserved: SLLIW, SRLIW, SRAIW.
    ShiftWord,
    /// `rd, rs1, rs2`.
    Register,
    /// `rd, rs1`.
    Unary,
    /// `pred, succ`.
    Fence,
    /// No operands.
    Bare,
    /// `rd, rs2, (rs1)` with acquire and release bits.
    Amo,
    /// `rd, (rs1)` with acquire and release bits.
    LoadReserved,
    /// `rd, csr, rs1`.
    Csr,
    /// `rd, csr, uimm`.
    CsrImmediate,
    /// `fd, imm(rs1)`.
    FloatLoad,
    /// `fs2, imm(rs1)`.
    FloatStore,
    /// `fd, fs1, fs2, fs3, rm`.
    Float4,
    /// `fd, fs1, fs2, rm`.
    Float3Rounded,
    /// `fd, fs1, rm`.
    Float2Rounded,
    /// `fd, fs1, rm`, always exact: FCVT.D.S, FCVT.S.H, FCVT.D.H.
    Float2Exact,
    /// `fd, fs1, fs2`.
    Float3,
    /// `rd, fs1, fs2`.
    FloatCompare,
    /// `rd, fs1`.
    FloatToIntegerMove,
    /// `rd, fs1, rm`.
    FloatToInteger,
    /// `rd, fs1, rtz`, where every other rounding mode is reserved: FCVTMOD.W.D.
    FloatToIntegerTruncated,
    /// `fd, rs1, rm`.
    IntegerToFloat,
    /// `fd, rs1, rm`, always exact: FCVT.D.W, FCVT.D.WU.
    IntegerToFloatExact,
    /// `fd, rs1`.
    IntegerToFloatMove,
    /// `fd, constant`, with its number in place of `rs1`: FLI.
    FloatConstant,
    /// A compressed layout.
    Compressed(Compressed),
    /// A layout of a vector instruction.
    Vector(VectorFormat),
}

impl Format {
    /// The operands of `encoding`, whether reserved or not.
    pub(super) fn operands(self, encoding: u32) -> Operands {
        let fields = Fields(encoding);
        let none = Operands::default();
        let unary = none.rd(fields.rd()).rs1(fields.rs1());
        let binary = unary.rs2(fields.rs2());
        let rm = fields.rm();
        match self {
            Self::Upper => none.rd(fields.rd()).imm(fields.imm_u()),
            Self::Jal => none.rd(fields.rd()).imm(fields.imm_j()),
            Self::Jalr | Self::Load | Self::Immediate | Self::FloatLoad => {
                unary.imm(fields.imm_i())
            }
            Self::Branch => binary.rd(0).imm(fields.imm_b()),
            Self::Store | Self::FloatStore => binary.rd(0).imm(fields.imm_s()),
            Self::Shift | Self::ShiftWord => unary.imm(fields.imm_i() & 0x3f),
            Self::Unary => unary,
            Self::Register | Self::Float3 | Self::FloatCompare => binary,
            Self::Fence => none.imm(fields.imm_i() & 0xff),
            Self::Bare => none,
            Self::Amo => binary.rm(fields.ordering()),
            Self::LoadReserved => unary.rm(fields.ordering()),
            Self::Csr | Self::CsrImmediate => unary.imm(fields.csr()),
            Self::Float4 => binary.rs3(fields.rs3()).rm(rm),
            Self::Float3Rounded => binary.rm(rm),
            Self::Float2Rounded | Self::Float2Exact => unary.rm(rm),
            Self::FloatToInteger | Self::FloatToIntegerTruncated => unary.rm(rm),
            Self::IntegerToFloat | Self::IntegerToFloatExact => unary.rm(rm),
            Self::FloatToIntegerMove | Self::IntegerToFloatMove | Self::FloatConstant => unary,
            Self::Compressed(format) => format.operands(encoding),
            Self::Vector(format) => format.operands(encoding),
        }
    }

    /// The bits of an encoding that hold `operands`. Operands that do not fit overlap others or
    /// lose bits; see [`crate::encode`].
    pub(super) fn bits(self, operands: &Operands) -> u32 {
        let (rm, imm) = (u32::from(operands.rm), operands.imm);
        let below = match self {
            Self::Compressed(format) => return format.bits(operands),
            Self::Vector(format) => format.bits(operands),
            Self::Upper => put_u(imm),
            Self::Jal => put_j(imm),
            Self::Branch => put_b(imm),
            Self::Store | Self::FloatStore => put_s(imm),
            Self::Amo | Self::LoadReserved => rm << 25,
            _ if self.is_rounded() => rm << 12,
            _ => put_i(imm),
        };
        operands.registers() | below
    }

    /// Whether an operand of `encoding` is reserved: a rounding mode (RISC-V unprivileged ISA,
    /// section "Floating-Point Control and Status Register", and "Modular Convert-to-Integer
    /// Instruction"), or bit 5 of a word's shift amount (section "Integer Register-Immediate
    /// Instructions" of RV64I).
    pub fn is_reserved(self, encoding: u32) -> bool {
        let fields = Fields(encoding);
        match self {
            Self::ShiftWord => fields.imm_i() & 0x20 != 0,
            Self::FloatToIntegerTruncated => fields.rm() != 1,
            _ => self.is_rounded() && matches!(fields.rm(), 5 | 6),
        }
    }

    /// Whether the encoding has a rounding mode field.
    pub fn is_rounded(self) -> bool {
        matches!(
            self,
            Self::Float4
                | Self::Float3Rounded
                | Self::Float2Rounded
                | Self::Float2Exact
                | Self::FloatToInteger
                | Self::FloatToIntegerTruncated
                | Self::IntegerToFloat
                | Self::IntegerToFloatExact
        )
    }

    /// The operands, in assembly order.
    pub fn assembly(self) -> &'static [Operand] {
        use Operand::{
            Address, Base, Constant, Csr, ExactRounding, Fd, Fs1, Fs2, Fs3, Immediate, Predecessor,
            Rd, Rounding, Rs1, Rs2, Successor, Target, Upper, Zimm,
        };
        match self {
            Self::Upper => &[Rd, Upper],
            Self::Jal => &[Rd, Target],
            Self::Jalr | Self::Load => &[Rd, Base],
            Self::Branch => &[Rs1, Rs2, Target],
            Self::Store => &[Rs2, Base],
            Self::Immediate | Self::Shift | Self::ShiftWord => &[Rd, Rs1, Immediate],
            Self::Register => &[Rd, Rs1, Rs2],
            Self::Unary => &[Rd, Rs1],
            Self::Fence => &[Predecessor, Successor],
            Self::Bare => &[],
            Self::Amo => &[Rd, Rs2, Address],
            Self::LoadReserved => &[Rd, Address],
            Self::Csr => &[Rd, Csr, Rs1],
            Self::CsrImmediate => &[Rd, Csr, Zimm],
            Self::FloatLoad => &[Fd, Base],
            Self::FloatStore => &[Fs2, Base],
            Self::Float4 => &[Fd, Fs1, Fs2, Fs3, Rounding],
            Self::Float3Rounded => &[Fd, Fs1, Fs2, Rounding],
            Self::Float2Rounded => &[Fd, Fs1, Rounding],
            Self::Float2Exact => &[Fd, Fs1, ExactRounding],
            Self::Float3 => &[Fd, Fs1, Fs2],
            Self::FloatCompare => &[Rd, Fs1, Fs2],
            Self::FloatToIntegerMove => &[Rd, Fs1],
            Self::FloatToInteger | Self::FloatToIntegerTruncated => &[Rd, Fs1, Rounding],
            Self::IntegerToFloat => &[Fd, Rs1, Rounding],
            Self::IntegerToFloatExact => &[Fd, Rs1, ExactRounding],
            Self::IntegerToFloatMove => &[Fd, Rs1],
            Self::FloatConstant => &[Fd, Constant],
            Self::Compressed(format) => format.assembly(),
            Self::Vector(format) => format.assembly(),
        }
    }
}
