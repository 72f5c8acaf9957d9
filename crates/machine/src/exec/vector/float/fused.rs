//! Fused multiply-add.

use super::convert::widening;
use super::element::{bits, by_width, element, require_float, second};
use crate::exec::vector::legal::Result;
use crate::exec::vector::unit::Operand;
use crate::exec::vector::unit::Unit;
use crate::op::{Fused, Source};
use crate::softfloat::{self, Double, Flags, Format, Half, RoundingMode, Single};

/// One element: `a` is the second operand, `b` vs2, `old` vd.
fn apply<F: Format>(op: Fused, [a, b, old]: [u64; 3], rounding: RoundingMode) -> (u64, Flags) {
    let [mut a, b, old] = [a, b, old].map(bits::<F>);
    let over_factor = matches!(op, Fused::Madd | Fused::Nmadd | Fused::Msub | Fused::Nmsub);
    let (b, mut c) = if over_factor { (old, b) } else { (b, old) };
    if matches!(
        op,
        Fused::Nmacc | Fused::Nmsac | Fused::Nmadd | Fused::Nmsub
    ) {
        a = softfloat::negate::<F>(a);
    }
    if matches!(op, Fused::Nmacc | Fused::Msac | Fused::Nmadd | Fused::Msub) {
        c = softfloat::negate::<F>(c);
    }
    let (result, flags) = softfloat::fma::<F>(a, b, c, rounding);
    (element::<F>(result), flags)
}

/// Executes an instruction on one width.
pub(super) fn execute(
    op: Fused,
    source: Source,
    rounding: RoundingMode,
    unit: &mut Unit<'_>,
) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(sew)?);
    let second = second(source, sew, unit)?;
    unit.check(vd, vs2, second)?;
    let function = by_width!(sew, apply);
    unit.each(vd, |unit, index| {
        let a = unit.operand(second, index);
        let operands = [a, unit.get(vs2, index), unit.get(vd, index)];
        let (result, flags) = function(op, operands, rounding);
        unit.hart.accrue(flags);
        result
    })
}

/// Executes an instruction with factors of half the width. The destination is also a source, of
/// full width.
pub(super) fn widen(
    op: Fused,
    source: Source,
    rounding: RoundingMode,
    unit: &mut Unit<'_>,
) -> Result {
    let sew = unit.sew();
    require_float(2 * sew, unit)?;
    let (vd, vs2) = (unit.vd(2 * sew)?, unit.vs2(sew)?);
    let second = second(source, sew, unit)?;
    match second {
        Operand::Elements(vs1) => unit.check_all(vd, &[vd, vs2, vs1])?,
        Operand::Value(_) => unit.check_all(vd, &[vd, vs2])?,
    }
    let function = by_width!(2 * sew, apply);
    let convert = widening(sew);
    unit.each(vd, |unit, index| {
        let (a, flags) = convert(unit.operand(second, index), rounding);
        let (b, also) = convert(unit.get(vs2, index), rounding);
        let (result, raised) = function(op, [a, b, unit.get(vd, index)], rounding);
        unit.hart.accrue(flags | also | raised);
        result
    })
}
