//! Floating point (sections "Vector Floating-Point Instructions" and "Vector Floating-Point
//! Permutation Instructions"; Zvfh), by the soft-float library.

mod arithmetic;
mod compare;
mod convert;
mod element;
mod fused;
mod reduce;

use super::legal::{Result, illegal};
use super::unit::Unit;
use super::{moves, permute};
use crate::op::{FloatMove, FloatSlide, Source, Vector};
use crate::registers::FloatReg;
use element::{require_float, scalar, second};

/// Executes an instruction. An invalid `frm` makes all of them illegal, even those that do not
/// round.
pub(super) fn execute(op: Vector, unit: &mut Unit<'_>) -> Result {
    let rounding = unit.hart.rounding_mode().ok_or_else(illegal)?;
    if let Vector::FloatConvert(scale, op) = op {
        return convert::execute(op, scale, rounding, unit);
    }
    require_float(unit.sew(), unit)?;
    match op {
        Vector::Float(op, source) => arithmetic::execute(op, source, rounding, unit),
        Vector::WidenFloat(op, source) => arithmetic::widen(op, source, false, rounding, unit),
        Vector::WidenFloatSecond(op, source) => arithmetic::widen(op, source, true, rounding, unit),
        Vector::Fused(op, source) => fused::execute(op, source, rounding, unit),
        Vector::WidenFused(op, source) => fused::widen(op, source, rounding, unit),
        Vector::FloatUnary(op) => arithmetic::unary(op, rounding, unit),
        Vector::FloatCompare(op, source) => compare::execute(op, source, unit),
        Vector::FloatReduce(op) => reduce::execute(op, rounding, unit),
        Vector::FloatMerge => moves::select(second(Source::Scalar, unit.sew(), unit)?, unit),
        Vector::FloatSlide(op) => slide(op, unit),
        Vector::FloatMove(op) => transfer(op, unit),
        _ => unreachable!("the integer operations are executed elsewhere"),
    }
}

/// VFSLIDE1UP and VFSLIDE1DOWN.
fn slide(op: FloatSlide, unit: &mut Unit<'_>) -> Result {
    let value = scalar(unit.sew(), unit)?;
    match op {
        FloatSlide::Up => permute::slide1_up(value, unit),
        FloatSlide::Down => permute::slide1_down(value, unit),
    }
}

/// VFMV.F.S and VFMV.S.F.
fn transfer(op: FloatMove, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    match op {
        FloatMove::ToScalar => {
            let above = u64::MAX.checked_shl(sew).unwrap_or(0);
            let value = unit.v.element(unit.inst.rs2, sew, 0) | above;
            unit.hart.set_f(FloatReg::new(unit.inst.rd), value);
            Ok(())
        }
        FloatMove::FromScalar => moves::set_first(scalar(sew, unit)?, unit),
    }
}
