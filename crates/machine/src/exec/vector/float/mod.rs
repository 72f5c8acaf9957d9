//! Floating point (sections "Vector Floating-Point Instructions" and "Vector Floating-Point Permutation Instructions"; Zvfh), by the
//! soft-float library. A function on elements exists once, generic over the format, and `by_width!` chooses its instance.

mod arithmetic;
mod compare;
mod convert;
mod fused;
mod reduce;

use super::unit::Operand;
use super::{Result, Trap, Unit, illegal, moves, permute, require};
use crate::hart::{is_boxed, unbox};
use crate::op::{FloatMove, FloatSlide, Source, Vector};
use crate::registers::FloatReg;
use crate::softfloat::{Double, Format, Half, RoundingMode, Single};

/// The instance of a function generic over the format for elements of `$width` bits, 16, 32 or 64.
macro_rules! by_width {
    ($width:expr, $function:ident) => {
        match $width {
            16 => $function::<Half>,
            32 => $function::<Single>,
            _ => $function::<Double>,
        }
    };
}
use by_width;

/// Illegal unless elements of `width` bits are floats.
fn require_float(width: u32, unit: &Unit<'_>) -> Result {
    require(matches!(width, 32 | 64) || width == 16 && unit.v.half)
}

/// Element bits as a pattern of a format.
fn bits<F: Format>(value: u64) -> F::Bits {
    F::truncate(value.into())
}

/// A pattern of a format as element bits.
fn element<F: Format>(bits: F::Bits) -> u64 {
    bits.into() as u64
}

/// The float register `rs1` as a value of `width` bits.
fn scalar(width: u32, unit: &Unit<'_>) -> Result<u64> {
    by_width!(width, read)(unit)
}

fn read<F: Format>(unit: &Unit<'_>) -> Result<u64> {
    let pattern = unit.hart.f(unit.inst.rs1);
    if unit.hart.strict && !is_boxed::<F>(pattern) {
        let reg = FloatReg::new(unit.inst.rs1);
        return Err(Box::new(Trap::Unboxed {
            reg,
            pattern,
            width: F::WIDTH,
        }));
    }
    Ok(element::<F>(unbox::<F>(pattern)))
}

/// The second operand, with elements of `width` bits.
fn second(source: Source, width: u32, unit: &Unit<'_>) -> Result<Operand> {
    Ok(match source {
        Source::Vector => Operand::Elements(unit.group(unit.inst.rs1, width)?),
        _ => Operand::Value(scalar(width, unit)?),
    })
}

/// Executes an instruction. An invalid `frm` makes every one illegal, rounding or not.
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

/// A function that rounds one element.
type Rounded = fn(u64, RoundingMode) -> (u64, crate::softfloat::Flags);
