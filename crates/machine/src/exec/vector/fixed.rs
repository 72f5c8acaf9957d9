//! Fixed-point arithmetic, and narrowing shifts (sections "Vector Fixed-Point Arithmetic
//! Instructions" and "Vector Narrowing Integer Right Shift Instructions").

use super::legal::Result;
use super::unit::Unit;
use super::width::{largest, least, ones, signed};
use crate::op::{FixedPoint, Narrow, Source};
use crate::vector::VectorState;

/// Executes an instruction on one width: vd = vs2 op second.
pub(super) fn execute(op: FixedPoint, source: Source, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(sew)?);
    let second = unit.second(source, sew)?;
    unit.check(vd, vs2, second)?;
    unit.each(vd, |unit, index| {
        let (a, b) = (unit.get(vs2, index), unit.operand(second, index));
        apply(op, a, b, sew, unit.v)
    })
}

/// Computes one element. The caller drops bits above the width.
fn apply(op: FixedPoint, a: u64, b: u64, width: u32, v: &mut VectorState) -> u64 {
    let (x, y) = (i128::from(signed(a, width)), i128::from(signed(b, width)));
    let (p, q) = (i128::from(a), i128::from(b));
    let by = (b % u64::from(width)) as u32;
    match op {
        FixedPoint::Saddu => saturate_unsigned(p + q, width, v),
        FixedPoint::Sadd => saturate(x + y, width, v),
        FixedPoint::Ssubu => saturate_unsigned(p - q, width, v),
        FixedPoint::Ssub => saturate(x - y, width, v),
        FixedPoint::Aaddu => round(p + q, 1, v.vxrm) as u64,
        FixedPoint::Aadd => round(x + y, 1, v.vxrm) as u64,
        FixedPoint::Asubu => round(p - q, 1, v.vxrm) as u64,
        FixedPoint::Asub => round(x - y, 1, v.vxrm) as u64,
        FixedPoint::Smul => saturate(round(x * y, width - 1, v.vxrm), width, v),
        FixedPoint::Ssrl => round(p, by, v.vxrm) as u64,
        FixedPoint::Ssra => round(x, by, v.vxrm) as u64,
    }
}

/// Executes a narrowing shift or clip.
pub(super) fn narrow(op: Narrow, source: Source, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(2 * sew)?);
    let second = unit.second(source, sew)?;
    unit.check(vd, vs2, second)?;
    unit.each(vd, |unit, index| {
        let a = unit.get(vs2, index);
        let by = (unit.operand(second, index) % u64::from(2 * sew)) as u32;
        let (wide, rounding) = (signed(a, 2 * sew), unit.v.vxrm);
        match op {
            Narrow::Srl => a >> by,
            Narrow::Sra => (wide >> by) as u64,
            Narrow::Clipu => saturate_unsigned(round(a.into(), by, rounding), sew, unit.v),
            Narrow::Clip => saturate(round(wide.into(), by, rounding), sew, unit.v),
        }
    })
}

/// `value` shifted right by `by`, rounded by `vxrm` (section "Vector Fixed-Point Rounding Mode
/// (vxrm) Register": to nearest up, to nearest even, down, to odd).
fn round(value: i128, by: u32, vxrm: u8) -> i128 {
    if by == 0 {
        return value;
    }
    let quotient = value >> by;
    let rest = value & ((1 << by) - 1);
    let half = 1 << (by - 1);
    let up = match vxrm {
        0 => rest >= half,
        1 => rest > half || rest == half && quotient & 1 == 1,
        2 => false,
        _ => rest != 0 && quotient & 1 == 0,
    };
    quotient + i128::from(up)
}

/// Clamps to an unsigned number of `width` bits. Sets `vxsat` if that changes the value.
fn saturate_unsigned(value: i128, width: u32, v: &mut VectorState) -> u64 {
    let clamped = value.clamp(0, ones(width).into());
    v.vxsat |= clamped != value;
    clamped as u64
}

/// Clamps to a signed number of `width` bits. Sets `vxsat` if that changes the value.
fn saturate(value: i128, width: u32, v: &mut VectorState) -> u64 {
    let clamped = value.clamp(least(width).into(), largest(width).into());
    v.vxsat |= clamped != value;
    clamped as u64
}
