//! Arithmetic with one and two operands.

use super::convert::widening;
use super::element::{Rounded, bits, by_width, element, require_float, second};
use crate::exec::vector::legal::Result;
use crate::exec::vector::unit::Unit;
use crate::op::{FloatUnary, Source, VectorFloat};
use crate::softfloat::{self, Double, Flags, Format, Half, RoundingMode, Single};

/// A function of two elements.
type Binary = fn(VectorFloat, u64, u64, RoundingMode) -> (u64, Flags);

/// The function on elements of `width` bits.
pub(super) fn binary(width: u32) -> Binary {
    by_width!(width, apply)
}

/// One element.
fn apply<F: Format>(op: VectorFloat, a: u64, b: u64, rounding: RoundingMode) -> (u64, Flags) {
    let (a, b) = (bits::<F>(a), bits::<F>(b));
    let (result, flags) = match op {
        VectorFloat::Add => softfloat::add::<F>(a, b, rounding),
        VectorFloat::Sub => softfloat::sub::<F>(a, b, rounding),
        VectorFloat::Rsub => softfloat::sub::<F>(b, a, rounding),
        VectorFloat::Mul => softfloat::mul::<F>(a, b, rounding),
        VectorFloat::Div => softfloat::div::<F>(a, b, rounding),
        VectorFloat::Rdiv => softfloat::div::<F>(b, a, rounding),
        VectorFloat::Min => softfloat::min::<F>(a, b),
        VectorFloat::Max => softfloat::max::<F>(a, b),
        VectorFloat::Sgnj => (softfloat::copy_sign::<F>(a, b), Flags::NONE),
        VectorFloat::Sgnjn => (softfloat::copy_sign_negated::<F>(a, b), Flags::NONE),
        VectorFloat::Sgnjx => (softfloat::xor_sign::<F>(a, b), Flags::NONE),
    };
    (element::<F>(result), flags)
}

/// Executes an instruction on one width: vd = vs2 op second.
pub(super) fn execute(
    op: VectorFloat,
    source: Source,
    rounding: RoundingMode,
    unit: &mut Unit<'_>,
) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(sew)?);
    let second = second(source, sew, unit)?;
    unit.check(vd, vs2, second)?;
    let function = binary(sew);
    unit.each(vd, |unit, index| {
        let (a, b) = (unit.get(vs2, index), unit.operand(second, index));
        let (result, flags) = function(op, a, b, rounding);
        unit.hart.accrue(flags);
        result
    })
}

/// Executes an instruction with a result of twice the width. `wide` says whether vs2 has that
/// width, too.
pub(super) fn widen(
    op: VectorFloat,
    source: Source,
    wide: bool,
    rounding: RoundingMode,
    unit: &mut Unit<'_>,
) -> Result {
    let sew = unit.sew();
    require_float(2 * sew, unit)?;
    let first = if wide { 2 * sew } else { sew };
    let (vd, vs2) = (unit.vd(2 * sew)?, unit.vs2(first)?);
    let second = second(source, sew, unit)?;
    unit.check(vd, vs2, second)?;
    let (function, convert) = (binary(2 * sew), widening(sew));
    unit.each(vd, |unit, index| {
        let (mut a, mut flags) = (unit.get(vs2, index), Flags::NONE);
        if !wide {
            (a, flags) = convert(a, rounding);
        }
        let (b, also) = convert(unit.operand(second, index), rounding);
        let (result, raised) = function(op, a, b, rounding);
        unit.hart.accrue(flags | also | raised);
        result
    })
}

/// Executes an instruction with one operand.
pub(super) fn unary(op: FloatUnary, rounding: RoundingMode, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(sew)?);
    unit.check_all(vd, &[vs2])?;
    let function: Rounded = match op {
        FloatUnary::Sqrt => by_width!(sew, sqrt),
        FloatUnary::Class => by_width!(sew, class),
    };
    unit.each(vd, |unit, index| {
        let (result, flags) = function(unit.get(vs2, index), rounding);
        unit.hart.accrue(flags);
        result
    })
}

fn sqrt<F: Format>(a: u64, rounding: RoundingMode) -> (u64, Flags) {
    let (result, flags) = softfloat::sqrt::<F>(bits::<F>(a), rounding);
    (element::<F>(result), flags)
}

fn class<F: Format>(a: u64, _: RoundingMode) -> (u64, Flags) {
    (softfloat::classify::<F>(bits::<F>(a)).into(), Flags::NONE)
}
