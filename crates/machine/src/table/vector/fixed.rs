//! Fixed-point arithmetic (section "Vector Fixed-Point Arithmetic Instructions").

use super::form::{Form, IVI, IVU, IVV, IVX, MVV, MVX, row};
use crate::op::{FixedPoint, Narrow, Vector};
use crate::table::row::Row;

/// Single width.
const fn fixed(mnemonic: &'static str, form: Form, funct6: u32, op: FixedPoint) -> Row {
    row(mnemonic, form, funct6, Vector::FixedPoint(op, form.2))
}

/// A clip.
const fn clip(mnemonic: &'static str, form: Form, funct6: u32, op: Narrow) -> Row {
    row(mnemonic, form, funct6, Vector::Narrow(op, form.2))
}

#[rustfmt::skip] // One family per line.
pub(super) const ROWS: &[Row] = &[
    fixed("vsaddu.vv", IVV, 0x20, FixedPoint::Saddu),
    fixed("vsaddu.vx", IVX, 0x20, FixedPoint::Saddu),
    fixed("vsaddu.vi", IVI, 0x20, FixedPoint::Saddu),
    fixed("vsadd.vv", IVV, 0x21, FixedPoint::Sadd),
    fixed("vsadd.vx", IVX, 0x21, FixedPoint::Sadd),
    fixed("vsadd.vi", IVI, 0x21, FixedPoint::Sadd),
    fixed("vssubu.vv", IVV, 0x22, FixedPoint::Ssubu),
    fixed("vssubu.vx", IVX, 0x22, FixedPoint::Ssubu),
    fixed("vssub.vv", IVV, 0x23, FixedPoint::Ssub), fixed("vssub.vx", IVX, 0x23, FixedPoint::Ssub),
    fixed("vaaddu.vv", MVV, 0x08, FixedPoint::Aaddu),
    fixed("vaaddu.vx", MVX, 0x08, FixedPoint::Aaddu),
    fixed("vaadd.vv", MVV, 0x09, FixedPoint::Aadd), fixed("vaadd.vx", MVX, 0x09, FixedPoint::Aadd),
    fixed("vasubu.vv", MVV, 0x0a, FixedPoint::Asubu),
    fixed("vasubu.vx", MVX, 0x0a, FixedPoint::Asubu),
    fixed("vasub.vv", MVV, 0x0b, FixedPoint::Asub), fixed("vasub.vx", MVX, 0x0b, FixedPoint::Asub),
    fixed("vsmul.vv", IVV, 0x27, FixedPoint::Smul), fixed("vsmul.vx", IVX, 0x27, FixedPoint::Smul),
    fixed("vssrl.vv", IVV, 0x2a, FixedPoint::Ssrl),
    fixed("vssrl.vx", IVX, 0x2a, FixedPoint::Ssrl),
    fixed("vssrl.vi", IVU, 0x2a, FixedPoint::Ssrl),
    fixed("vssra.vv", IVV, 0x2b, FixedPoint::Ssra),
    fixed("vssra.vx", IVX, 0x2b, FixedPoint::Ssra),
    fixed("vssra.vi", IVU, 0x2b, FixedPoint::Ssra),
    clip("vnclipu.wv", IVV, 0x2e, Narrow::Clipu),
    clip("vnclipu.wx", IVX, 0x2e, Narrow::Clipu),
    clip("vnclipu.wi", IVU, 0x2e, Narrow::Clipu),
    clip("vnclip.wv", IVV, 0x2f, Narrow::Clip),
    clip("vnclip.wx", IVX, 0x2f, Narrow::Clip),
    clip("vnclip.wi", IVU, 0x2f, Narrow::Clip),
];
