//! Slides, gathers, compress and moves (section "Vector Integer Permutation Instructions").

use super::form::{Form, IVU, IVV, IVX, MVV, MVX, fixed_bits, row};
use crate::format::VectorFormat;
use crate::op::{Move, Permute, Vector};
use crate::table::row::Row;

/// A permutation.
const fn permute(mnemonic: &'static str, form: Form, funct6: u32, op: Permute) -> Row {
    row(mnemonic, form, funct6, Vector::Permute(op, form.2))
}

/// A move of `count` whole registers.
const fn whole(mnemonic: &'static str, count: u32) -> Row {
    let form = IVU.format(VectorFormat::WholeMove);
    let pattern = form.with_vm(0x27, 1).field(15, 5, count - 1);
    fixed_bits(mnemonic, form, pattern, Vector::Move(Move::Whole))
}

/// VMV.X.S.
const TO_SCALAR: Row = {
    let form = MVV.format(VectorFormat::ToScalar);
    let pattern = form.with_vm(0x10, 1).field(15, 5, 0);
    fixed_bits("vmv.x.s", form, pattern, Vector::Move(Move::ToScalar))
};

/// VMV.S.X.
const FROM_SCALAR: Row = {
    let form = MVX.format(VectorFormat::FromScalar);
    let pattern = form.with_vm(0x10, 1).rs2(0);
    fixed_bits("vmv.s.x", form, pattern, Vector::Move(Move::FromScalar))
};

/// VCOMPRESS.VM; never masked.
const COMPRESS: Row = {
    let op = Vector::Permute(Permute::Compress, MVV.2);
    fixed_bits("vcompress.vm", MVV, MVV.with_vm(0x17, 1), op)
};

#[rustfmt::skip] // One family per line.
pub(super) const ROWS: &[Row] = &[
    permute("vrgather.vv", IVV, 0x0c, Permute::Gather),
    permute("vrgather.vx", IVX, 0x0c, Permute::Gather),
    permute("vrgather.vi", IVU, 0x0c, Permute::Gather),
    permute("vrgatherei16.vv", IVV, 0x0e, Permute::GatherEi16),
    permute("vslideup.vx", IVX, 0x0e, Permute::SlideUp),
    permute("vslideup.vi", IVU, 0x0e, Permute::SlideUp),
    permute("vslidedown.vx", IVX, 0x0f, Permute::SlideDown),
    permute("vslidedown.vi", IVU, 0x0f, Permute::SlideDown),
    permute("vslide1up.vx", MVX, 0x0e, Permute::Slide1Up),
    permute("vslide1down.vx", MVX, 0x0f, Permute::Slide1Down),
    COMPRESS,
    TO_SCALAR,
    FROM_SCALAR,
    whole("vmv1r.v", 1), whole("vmv2r.v", 2), whole("vmv4r.v", 4), whole("vmv8r.v", 8),
];
