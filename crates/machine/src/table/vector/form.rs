//! The building blocks of vector rows: operand forms, and rows made from a form.

use crate::extension::{Extension, Extensions};
use crate::format::{Format, VectorFormat};
use crate::op::{Op, Source, Vector};
use crate::table::pattern::Pattern;
use crate::table::row::Row;

pub(super) const V: Extensions = Extensions::of(Extension::V);

/// An operand form: category, operand layout, and kind of the second operand.
#[derive(Clone, Copy)]
pub(super) struct Form(pub(super) u32, pub(super) VectorFormat, pub(super) Source);

/// OPIVV.
pub(super) const IVV: Form = Form(0, VectorFormat::Vector, Source::Vector);
/// OPIVX.
pub(super) const IVX: Form = Form(4, VectorFormat::Scalar, Source::Scalar);
/// OPIVI, sign-extended.
pub(super) const IVI: Form = Form(3, VectorFormat::Immediate, Source::Immediate);
/// OPIVI, zero-extended.
pub(super) const IVU: Form = Form(3, VectorFormat::Unsigned, Source::Immediate);
/// OPMVV.
pub(super) const MVV: Form = Form(2, VectorFormat::Vector, Source::Vector);
/// OPMVX.
pub(super) const MVX: Form = Form(6, VectorFormat::Scalar, Source::Scalar);
/// OPMVV of a multiply-add.
pub(super) const AVV: Form = Form(2, VectorFormat::AddVector, Source::Vector);
/// OPMVX of a multiply-add.
pub(super) const AVX: Form = Form(6, VectorFormat::AddScalar, Source::Scalar);
/// OPFVV.
pub(super) const FVV: Form = Form(1, VectorFormat::Vector, Source::Vector);
/// OPFVF.
pub(super) const FVF: Form = Form(5, VectorFormat::Float, Source::Scalar);
/// OPFVV of a multiply-add.
pub(super) const BVV: Form = Form(1, VectorFormat::AddVector, Source::Vector);
/// OPFVF of a multiply-add.
pub(super) const BVF: Form = Form(5, VectorFormat::AddFloat, Source::Scalar);

impl Form {
    /// The same category with another layout.
    pub(super) const fn format(self, format: VectorFormat) -> Self {
        Self(self.0, format, self.2)
    }

    /// The fixed bits of OP-V; `vm` is an operand.
    pub(super) const fn pattern(self, funct6: u32) -> Pattern {
        Pattern::opcode(0x57).funct3(self.0).field(26, 6, funct6)
    }

    /// The fixed bits of OP-V with `vm` fixed.
    pub(super) const fn with_vm(self, funct6: u32, vm: u32) -> Pattern {
        self.pattern(funct6).field(25, 1, vm)
    }
}

/// A row whose `vm` is an operand.
pub(super) const fn row(mnemonic: &'static str, form: Form, funct6: u32, op: Vector) -> Row {
    fixed_bits(mnemonic, form, form.pattern(funct6), op)
}

/// A row with these fixed bits.
pub(super) const fn fixed_bits(
    mnemonic: &'static str,
    form: Form,
    pattern: Pattern,
    op: Vector,
) -> Row {
    let format = Format::Vector(form.1);
    Row::new(mnemonic, V, format, pattern, Op::Vector(op))
}

/// A row with one operand, selected by the `vs1` field.
pub(super) const fn unary(
    mnemonic: &'static str,
    form: Form,
    funct6: u32,
    vs1: u32,
    op: Vector,
) -> Row {
    let pattern = form.pattern(funct6).field(15, 5, vs1);
    fixed_bits(mnemonic, form.format(VectorFormat::Unary), pattern, op)
}
