//! Floating point (sections "Vector Floating-Point Instructions", "Vector Floating-Point
//! Permutation Instructions" and the float reductions). Execution checks which element widths are
//! floats: binary16 needs Zvfh.

use super::form::{BVF, BVV, FVF, FVV, Form, fixed_bits, row, unary};
use crate::format::VectorFormat;
use crate::op::{
    Conversion, FloatCompare, FloatMove, FloatReduce, FloatSlide, FloatUnary, Fused, Scale, Vector,
    VectorFloat,
};
use crate::table::row::Row;

/// Single width.
const fn float(mnemonic: &'static str, form: Form, funct6: u32, op: VectorFloat) -> Row {
    row(mnemonic, form, funct6, Vector::Float(op, form.2))
}

/// Widening, with two narrow operands.
const fn narrow(mnemonic: &'static str, form: Form, funct6: u32, op: VectorFloat) -> Row {
    row(mnemonic, form, funct6, Vector::WidenFloat(op, form.2))
}

/// Widening, with a wide first operand.
const fn wide(mnemonic: &'static str, form: Form, funct6: u32, op: VectorFloat) -> Row {
    row(mnemonic, form, funct6, Vector::WidenFloatSecond(op, form.2))
}

/// Fused multiply-add.
const fn fused(mnemonic: &'static str, form: Form, funct6: u32, op: Fused) -> Row {
    row(mnemonic, form, funct6, Vector::Fused(op, form.2))
}

/// Fused multiply-add with narrow factors.
const fn widen_fused(mnemonic: &'static str, form: Form, funct6: u32, op: Fused) -> Row {
    row(mnemonic, form, funct6, Vector::WidenFused(op, form.2))
}

/// A comparison.
const fn compare(mnemonic: &'static str, form: Form, funct6: u32, op: FloatCompare) -> Row {
    row(mnemonic, form, funct6, Vector::FloatCompare(op, form.2))
}

/// VFUNARY0.
const fn convert(mnemonic: &'static str, vs1: u32, scale: Scale, op: Conversion) -> Row {
    unary(mnemonic, FVV, 0x12, vs1, Vector::FloatConvert(scale, op))
}

/// VFUNARY1.
const fn one(mnemonic: &'static str, vs1: u32, op: FloatUnary) -> Row {
    unary(mnemonic, FVV, 0x13, vs1, Vector::FloatUnary(op))
}

/// A reduction.
const fn reduce(mnemonic: &'static str, funct6: u32, op: FloatReduce) -> Row {
    row(mnemonic, FVV, funct6, Vector::FloatReduce(op))
}

/// VFMERGE.VFM (`vm` is 0).
const MERGE: Row = {
    let form = FVF.format(VectorFormat::CarryFloat);
    fixed_bits(
        "vfmerge.vfm",
        form,
        form.with_vm(0x17, 0),
        Vector::FloatMerge,
    )
};

/// VFMV.V.F (`vm` is 1, `vs2` is v0).
const COPY: Row = {
    let form = FVF.format(VectorFormat::FromFloat);
    fixed_bits(
        "vfmv.v.f",
        form,
        form.with_vm(0x17, 1).rs2(0),
        Vector::FloatMerge,
    )
};

/// VFMV.F.S.
const TO_SCALAR: Row = {
    let form = FVV.format(VectorFormat::ToFloat);
    let pattern = form.with_vm(0x10, 1).field(15, 5, 0);
    fixed_bits(
        "vfmv.f.s",
        form,
        pattern,
        Vector::FloatMove(FloatMove::ToScalar),
    )
};

/// VFMV.S.F.
const FROM_SCALAR: Row = {
    let form = FVF.format(VectorFormat::FromFloat);
    let pattern = form.with_vm(0x10, 1).rs2(0);
    fixed_bits(
        "vfmv.s.f",
        form,
        pattern,
        Vector::FloatMove(FloatMove::FromScalar),
    )
};

#[rustfmt::skip] // One family per line.
pub(super) const ROWS: &[Row] = &[
    float("vfadd.vv", FVV, 0x00, VectorFloat::Add), float("vfadd.vf", FVF, 0x00, VectorFloat::Add),
    float("vfsub.vv", FVV, 0x02, VectorFloat::Sub), float("vfsub.vf", FVF, 0x02, VectorFloat::Sub),
    float("vfmin.vv", FVV, 0x04, VectorFloat::Min), float("vfmin.vf", FVF, 0x04, VectorFloat::Min),
    float("vfmax.vv", FVV, 0x06, VectorFloat::Max), float("vfmax.vf", FVF, 0x06, VectorFloat::Max),
    float("vfsgnj.vv", FVV, 0x08, VectorFloat::Sgnj),
    float("vfsgnj.vf", FVF, 0x08, VectorFloat::Sgnj),
    float("vfsgnjn.vv", FVV, 0x09, VectorFloat::Sgnjn),
    float("vfsgnjn.vf", FVF, 0x09, VectorFloat::Sgnjn),
    float("vfsgnjx.vv", FVV, 0x0a, VectorFloat::Sgnjx),
    float("vfsgnjx.vf", FVF, 0x0a, VectorFloat::Sgnjx),
    float("vfdiv.vv", FVV, 0x20, VectorFloat::Div), float("vfdiv.vf", FVF, 0x20, VectorFloat::Div),
    float("vfrdiv.vf", FVF, 0x21, VectorFloat::Rdiv),
    float("vfmul.vv", FVV, 0x24, VectorFloat::Mul), float("vfmul.vf", FVF, 0x24, VectorFloat::Mul),
    float("vfrsub.vf", FVF, 0x27, VectorFloat::Rsub),
    narrow("vfwadd.vv", FVV, 0x30, VectorFloat::Add),
    narrow("vfwadd.vf", FVF, 0x30, VectorFloat::Add),
    narrow("vfwsub.vv", FVV, 0x32, VectorFloat::Sub),
    narrow("vfwsub.vf", FVF, 0x32, VectorFloat::Sub),
    wide("vfwadd.wv", FVV, 0x34, VectorFloat::Add), wide("vfwadd.wf", FVF, 0x34, VectorFloat::Add),
    wide("vfwsub.wv", FVV, 0x36, VectorFloat::Sub), wide("vfwsub.wf", FVF, 0x36, VectorFloat::Sub),
    narrow("vfwmul.vv", FVV, 0x38, VectorFloat::Mul),
    narrow("vfwmul.vf", FVF, 0x38, VectorFloat::Mul),
    fused("vfmadd.vv", BVV, 0x28, Fused::Madd), fused("vfmadd.vf", BVF, 0x28, Fused::Madd),
    fused("vfnmadd.vv", BVV, 0x29, Fused::Nmadd), fused("vfnmadd.vf", BVF, 0x29, Fused::Nmadd),
    fused("vfmsub.vv", BVV, 0x2a, Fused::Msub), fused("vfmsub.vf", BVF, 0x2a, Fused::Msub),
    fused("vfnmsub.vv", BVV, 0x2b, Fused::Nmsub), fused("vfnmsub.vf", BVF, 0x2b, Fused::Nmsub),
    fused("vfmacc.vv", BVV, 0x2c, Fused::Macc), fused("vfmacc.vf", BVF, 0x2c, Fused::Macc),
    fused("vfnmacc.vv", BVV, 0x2d, Fused::Nmacc), fused("vfnmacc.vf", BVF, 0x2d, Fused::Nmacc),
    fused("vfmsac.vv", BVV, 0x2e, Fused::Msac), fused("vfmsac.vf", BVF, 0x2e, Fused::Msac),
    fused("vfnmsac.vv", BVV, 0x2f, Fused::Nmsac), fused("vfnmsac.vf", BVF, 0x2f, Fused::Nmsac),
    widen_fused("vfwmacc.vv", BVV, 0x3c, Fused::Macc),
    widen_fused("vfwmacc.vf", BVF, 0x3c, Fused::Macc),
    widen_fused("vfwnmacc.vv", BVV, 0x3d, Fused::Nmacc),
    widen_fused("vfwnmacc.vf", BVF, 0x3d, Fused::Nmacc),
    widen_fused("vfwmsac.vv", BVV, 0x3e, Fused::Msac),
    widen_fused("vfwmsac.vf", BVF, 0x3e, Fused::Msac),
    widen_fused("vfwnmsac.vv", BVV, 0x3f, Fused::Nmsac),
    widen_fused("vfwnmsac.vf", BVF, 0x3f, Fused::Nmsac),
    compare("vmfeq.vv", FVV, 0x18, FloatCompare::Eq),
    compare("vmfeq.vf", FVF, 0x18, FloatCompare::Eq),
    compare("vmfle.vv", FVV, 0x19, FloatCompare::Le),
    compare("vmfle.vf", FVF, 0x19, FloatCompare::Le),
    compare("vmflt.vv", FVV, 0x1b, FloatCompare::Lt),
    compare("vmflt.vf", FVF, 0x1b, FloatCompare::Lt),
    compare("vmfne.vv", FVV, 0x1c, FloatCompare::Ne),
    compare("vmfne.vf", FVF, 0x1c, FloatCompare::Ne),
    compare("vmfgt.vf", FVF, 0x1d, FloatCompare::Gt),
    compare("vmfge.vf", FVF, 0x1f, FloatCompare::Ge),
    one("vfsqrt.v", 0x00, FloatUnary::Sqrt),
    one("vfclass.v", 0x10, FloatUnary::Class),
    convert("vfcvt.xu.f.v", 0x00, Scale::Same, Conversion::ToUnsigned),
    convert("vfcvt.x.f.v", 0x01, Scale::Same, Conversion::ToSigned),
    convert("vfcvt.f.xu.v", 0x02, Scale::Same, Conversion::FromUnsigned),
    convert("vfcvt.f.x.v", 0x03, Scale::Same, Conversion::FromSigned),
    convert("vfcvt.rtz.xu.f.v", 0x06, Scale::Same, Conversion::TruncateUnsigned),
    convert("vfcvt.rtz.x.f.v", 0x07, Scale::Same, Conversion::TruncateSigned),
    convert("vfwcvt.xu.f.v", 0x08, Scale::Widen, Conversion::ToUnsigned),
    convert("vfwcvt.x.f.v", 0x09, Scale::Widen, Conversion::ToSigned),
    convert("vfwcvt.f.xu.v", 0x0a, Scale::Widen, Conversion::FromUnsigned),
    convert("vfwcvt.f.x.v", 0x0b, Scale::Widen, Conversion::FromSigned),
    convert("vfwcvt.f.f.v", 0x0c, Scale::Widen, Conversion::Float),
    convert("vfwcvt.rtz.xu.f.v", 0x0e, Scale::Widen, Conversion::TruncateUnsigned),
    convert("vfwcvt.rtz.x.f.v", 0x0f, Scale::Widen, Conversion::TruncateSigned),
    convert("vfncvt.xu.f.w", 0x10, Scale::Narrow, Conversion::ToUnsigned),
    convert("vfncvt.x.f.w", 0x11, Scale::Narrow, Conversion::ToSigned),
    convert("vfncvt.f.xu.w", 0x12, Scale::Narrow, Conversion::FromUnsigned),
    convert("vfncvt.f.x.w", 0x13, Scale::Narrow, Conversion::FromSigned),
    convert("vfncvt.f.f.w", 0x14, Scale::Narrow, Conversion::Float),
    convert("vfncvt.rod.f.f.w", 0x15, Scale::Narrow, Conversion::FloatOdd),
    convert("vfncvt.rtz.xu.f.w", 0x16, Scale::Narrow, Conversion::TruncateUnsigned),
    convert("vfncvt.rtz.x.f.w", 0x17, Scale::Narrow, Conversion::TruncateSigned),
    reduce("vfredusum.vs", 0x01, FloatReduce::Sum),
    reduce("vfredosum.vs", 0x03, FloatReduce::Sum),
    reduce("vfredmin.vs", 0x05, FloatReduce::Min),
    reduce("vfredmax.vs", 0x07, FloatReduce::Max),
    reduce("vfwredusum.vs", 0x31, FloatReduce::WidenSum),
    reduce("vfwredosum.vs", 0x33, FloatReduce::WidenSum),
    row("vfslide1up.vf", FVF, 0x0e, Vector::FloatSlide(FloatSlide::Up)),
    row("vfslide1down.vf", FVF, 0x0f, Vector::FloatSlide(FloatSlide::Down)),
    MERGE,
    COPY,
    TO_SCALAR,
    FROM_SCALAR,
];
