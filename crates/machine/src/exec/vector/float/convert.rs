//! Conversions (sections "Single-Width Floating-Point/Integer Type-Convert Instructions", "Widening
//! Floating-Point/Integer Type-Convert Instructions" and "Narrowing Floating-Point/Integer
//! Type-Convert Instructions").

use super::element::{Rounded, bits, by_width, element, require_float};
use crate::exec::vector::legal::Result;
use crate::exec::vector::unit::Unit;
use crate::exec::vector::width::{largest, least, ones, signed};
use crate::op::{Conversion, Scale};
use crate::softfloat::{self, Double, Flags, Format, Half, RoundingMode, Single};

/// A conversion of one element. The closure knows both widths.
type Element = Box<dyn Fn(u64) -> (u64, Flags)>;

/// Executes an instruction.
pub(super) fn execute(
    op: Conversion,
    scale: Scale,
    rounding: RoundingMode,
    unit: &mut Unit<'_>,
) -> Result {
    let sew = unit.sew();
    let (from, to) = match scale {
        Scale::Same => (sew, sew),
        Scale::Widen => (sew, 2 * sew),
        Scale::Narrow => (2 * sew, sew),
    };
    if !matches!(op, Conversion::FromUnsigned | Conversion::FromSigned) {
        require_float(from, unit)?;
    }
    if is_to_float(op) {
        require_float(to, unit)?;
    }
    let (vd, vs2) = (unit.vd(to)?, unit.vs2(from)?);
    unit.check_all(vd, &[vs2])?;
    let function = function(op, from, to, rounding);
    unit.each(vd, |unit, index| {
        let (result, flags) = function(unit.get(vs2, index));
        unit.hart.accrue(flags);
        result
    })
}

/// Whether the result is a float.
fn is_to_float(op: Conversion) -> bool {
    use Conversion::{Float, FloatOdd, FromSigned, FromUnsigned};
    matches!(op, FromUnsigned | FromSigned | Float | FloatOdd)
}

/// The conversion of one element from `from` to `to` bits.
fn function(op: Conversion, from: u32, to: u32, rounding: RoundingMode) -> Element {
    let rounding = match op {
        Conversion::TruncateUnsigned | Conversion::TruncateSigned => RoundingMode::Rtz,
        _ => rounding,
    };
    match op {
        Conversion::ToUnsigned | Conversion::TruncateUnsigned => {
            let convert = by_width!(from, unsigned);
            Box::new(move |a| convert(a, to, rounding))
        }
        Conversion::ToSigned | Conversion::TruncateSigned => {
            let convert = by_width!(from, integer);
            Box::new(move |a| convert(a, to, rounding))
        }
        Conversion::FromUnsigned => {
            let convert = by_width!(to, natural);
            Box::new(move |a| convert(a, rounding))
        }
        Conversion::FromSigned => {
            let convert = by_width!(to, whole);
            Box::new(move |a| convert(signed(a, from), rounding))
        }
        Conversion::Float if from < to => Box::new(move |a| widening(from)(a, rounding)),
        Conversion::Float => Box::new(move |a| narrowing(from)(a, rounding)),
        Conversion::FloatOdd => Box::new(move |a| {
            // Truncate, and set the lowest bit if the result is inexact: that is rounding to odd.
            let (result, flags) = narrowing(from)(a, RoundingMode::Rtz);
            (result | u64::from(flags.contains(Flags::NX)), flags)
        }),
    }
}

/// From a float of `width` bits to one of twice the width. It is exact.
pub(super) fn widening(width: u32) -> Rounded {
    if width == 16 {
        float::<Half, Single>
    } else {
        float::<Single, Double>
    }
}

/// From a float of `width` bits to one of half the width.
fn narrowing(width: u32) -> Rounded {
    if width == 32 {
        float::<Single, Half>
    } else {
        float::<Double, Single>
    }
}

fn float<From: Format, To: Format>(a: u64, rounding: RoundingMode) -> (u64, Flags) {
    let (result, flags) = softfloat::convert::<From, To>(bits::<From>(a), rounding);
    (element::<To>(result), flags)
}

/// To an unsigned integer of `to` bits. A value that fits 64 bits but not `to` bits saturates as
/// well, and raises NV alone.
fn unsigned<F: Format>(a: u64, to: u32, rounding: RoundingMode) -> (u64, Flags) {
    let (value, flags) = softfloat::to_u64::<F>(bits::<F>(a), rounding);
    let clamped = value.min(ones(to));
    (clamped, if clamped == value { flags } else { Flags::NV })
}

/// To a signed integer of `to` bits; otherwise like [`unsigned`].
fn integer<F: Format>(a: u64, to: u32, rounding: RoundingMode) -> (u64, Flags) {
    let (value, flags) = softfloat::to_i64::<F>(bits::<F>(a), rounding);
    let clamped = value.clamp(least(to), largest(to));
    let flags = if clamped == value { flags } else { Flags::NV };
    (clamped as u64, flags)
}

/// From an unsigned integer.
fn natural<F: Format>(a: u64, rounding: RoundingMode) -> (u64, Flags) {
    let (result, flags) = softfloat::from_u64::<F>(a, rounding);
    (element::<F>(result), flags)
}

/// From a signed integer.
fn whole<F: Format>(a: i64, rounding: RoundingMode) -> (u64, Flags) {
    let (result, flags) = softfloat::from_i64::<F>(a, rounding);
    (element::<F>(result), flags)
}
