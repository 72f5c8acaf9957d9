//! Operand layouts of vector instructions (chapter "'V' Extension for Vector Operations", sections
//! "Vector Instruction Formats" and "Vector Load/Store Instruction Encoding"). The `vm` bit, 1 for
//! unmasked, is the operand `rm`.

use super::fields::{Fields, Operands};
use super::operand::Operand;

/// Operand layout of a vector instruction. In a layout that ends with `vm`, a masked instruction
/// writes `v0.t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VectorFormat {
    /// `rd, rs1, vtype`.
    SetFromRegister,
    /// `rd, uimm, vtype`.
    SetFromImmediate,
    /// `vd, (rs1), vm`, also of stores.
    Unit,
    /// `vd, (rs1), rs2, vm`, also of stores.
    Strided,
    /// `vd, (rs1), vs2, vm`, also of stores.
    Indexed,
    /// `vd, (rs1)`, also of stores; the immediate is the number of registers.
    WholeTransfer,
    /// `vd, vs2, vs1, vm`.
    Vector,
    /// `vd, vs2, rs1, vm`.
    Scalar,
    /// `vd, vs2, imm, vm`.
    Immediate,
    /// `vd, vs2, uimm, vm`.
    Unsigned,
    /// `vd, vs2, uimm, vm`, with six bits.
    Rotate,
    /// `vd, vs2, fs1, vm`.
    Float,
    /// `vd, vs1, vs2, vm`.
    AddVector,
    /// `vd, rs1, vs2, vm`.
    AddScalar,
    /// `vd, fs1, vs2, vm`.
    AddFloat,
    /// `vd, vs2, vs1, v0`.
    CarryVector,
    /// `vd, vs2, rs1, v0`.
    CarryScalar,
    /// `vd, vs2, imm, v0`.
    CarryImmediate,
    /// `vd, vs2, fs1, v0`.
    CarryFloat,
    /// `vd, vs2, vm`.
    Unary,
    /// `vd, vs2`; the immediate is the number of registers.
    WholeMove,
    /// `vd, vm`.
    Set,
    /// `vd, vs1`.
    FromVector,
    /// `vd, rs1`.
    FromScalar,
    /// `vd, imm`.
    FromImmediate,
    /// `vd, fs1`.
    FromFloat,
    /// `rd, vs2, vm`.
    ToScalar,
    /// `fd, vs2`.
    ToFloat,
}

impl VectorFormat {
    /// The operands of `encoding`.
    pub(super) fn operands(self, encoding: u32) -> Operands {
        let fields = Fields(encoding);
        let all = Operands::default()
            .rd(fields.rd())
            .rs1(fields.rs1())
            .rs2(fields.rs2())
            .rm(fields.bits(25, 1) as u8);
        let signed = i32::from((fields.rs1() << 3) as i8 >> 3);
        match self {
            Self::SetFromRegister => all.imm(fields.bits(20, 11) as i32),
            Self::SetFromImmediate => all.imm(fields.bits(20, 10) as i32),
            Self::WholeTransfer => all.imm(fields.bits(29, 3) as i32 + 1),
            Self::WholeMove => all.imm(i32::from(fields.rs1()) + 1),
            Self::Immediate | Self::CarryImmediate | Self::FromImmediate => all.imm(signed),
            Self::Unsigned => all.imm(fields.rs1().into()),
            Self::Rotate => all.imm(i32::from(fields.rs1()) | (fields.bits(26, 1) << 5) as i32),
            _ => all,
        }
    }

    /// The mask bit and the immediate of `operands`.
    pub(super) fn bits(self, operands: &Operands) -> u32 {
        let imm = operands.imm as u32;
        let below = match self {
            // The long immediate of these takes the place of the mask bit.
            Self::SetFromRegister | Self::SetFromImmediate => return imm << 20,
            Self::WholeTransfer => imm.wrapping_sub(1) << 29,
            Self::WholeMove => (imm.wrapping_sub(1) & 31) << 15,
            Self::Immediate | Self::CarryImmediate | Self::FromImmediate | Self::Unsigned => {
                (imm & 31) << 15
            }
            Self::Rotate => (imm & 31) << 15 | (imm >> 5 & 1) << 26,
            _ => 0,
        };
        u32::from(operands.rm) << 25 | below
    }

    /// The operands, in assembly order.
    pub(super) fn assembly(self) -> &'static [Operand] {
        use Operand::{
            Address, Fd, Fs1, Immediate, Rd, Rs1, Rs2, V0, Vd, VectorMask, Vs1, Vs2, Vtype, Zimm,
        };
        match self {
            Self::SetFromRegister => &[Rd, Rs1, Vtype],
            Self::SetFromImmediate => &[Rd, Zimm, Vtype],
            Self::Unit => &[Vd, Address, VectorMask],
            Self::Strided => &[Vd, Address, Rs2, VectorMask],
            Self::Indexed => &[Vd, Address, Vs2, VectorMask],
            Self::WholeTransfer => &[Vd, Address],
            Self::Vector => &[Vd, Vs2, Vs1, VectorMask],
            Self::Scalar => &[Vd, Vs2, Rs1, VectorMask],
            Self::Immediate | Self::Unsigned | Self::Rotate => &[Vd, Vs2, Immediate, VectorMask],
            Self::Float => &[Vd, Vs2, Fs1, VectorMask],
            Self::AddVector => &[Vd, Vs1, Vs2, VectorMask],
            Self::AddScalar => &[Vd, Rs1, Vs2, VectorMask],
            Self::AddFloat => &[Vd, Fs1, Vs2, VectorMask],
            Self::CarryVector => &[Vd, Vs2, Vs1, V0],
            Self::CarryScalar => &[Vd, Vs2, Rs1, V0],
            Self::CarryImmediate => &[Vd, Vs2, Immediate, V0],
            Self::CarryFloat => &[Vd, Vs2, Fs1, V0],
            Self::Unary => &[Vd, Vs2, VectorMask],
            Self::WholeMove => &[Vd, Vs2],
            Self::Set => &[Vd, VectorMask],
            Self::FromVector => &[Vd, Vs1],
            Self::FromScalar => &[Vd, Rs1],
            Self::FromImmediate => &[Vd, Immediate],
            Self::FromFloat => &[Vd, Fs1],
            Self::ToScalar => &[Rd, Vs2, VectorMask],
            Self::ToFloat => &[Fd, Vs2],
        }
    }
}
