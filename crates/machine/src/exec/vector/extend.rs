//! Integer instructions with one operand (section "Vector Integer Extension"; Zvbb).

use super::legal::Result;
use super::unit::Unit;
use super::width::signed;
use crate::op::{Extend, Unary};

/// Executes an extension. The width of its operand is a fraction of SEW.
pub(super) fn extend(op: Extend, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let part = match op {
        Extend::Zext2 | Extend::Sext2 => 2,
        Extend::Zext4 | Extend::Sext4 => 4,
        Extend::Zext8 | Extend::Sext8 => 8,
    };
    let from = sew / part;
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(from)?);
    unit.check_all(vd, &[vs2])?;
    let is_signed = matches!(op, Extend::Sext2 | Extend::Sext4 | Extend::Sext8);
    unit.each(vd, |unit, index| {
        let value = unit.get(vs2, index);
        if is_signed {
            signed(value, from) as u64
        } else {
            value
        }
    })
}

/// Executes an instruction of Zvbb.
pub(super) fn unary(op: Unary, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(sew)?);
    unit.check_all(vd, &[vs2])?;
    unit.each(vd, |unit, index| apply(op, unit.get(vs2, index), sew))
}

/// One element.
fn apply(op: Unary, a: u64, width: u32) -> u64 {
    let above = 64 - width;
    match op {
        Unary::Brev => a.reverse_bits() >> above,
        Unary::Brev8 => a.reverse_bits().swap_bytes(),
        Unary::Rev8 => a.swap_bytes() >> above,
        Unary::Clz => (a.leading_zeros() - above).into(),
        Unary::Ctz => a.trailing_zeros().min(width).into(),
        Unary::Cpop => a.count_ones().into(),
    }
}
