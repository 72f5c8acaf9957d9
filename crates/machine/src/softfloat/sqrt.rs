//! Square root.

use rustc_apfloat::ieee::{IeeeFloat, Semantics};
use rustc_apfloat::{Float as _, FloatConvert as _, StatusAnd};

use super::arithmetic::Unbounded;
use super::flags::Flags;
use super::format::{Format, pack, unpack};
use super::rounding::RoundingMode;

/// The square root, correctly rounded (RISC-V unprivileged ISA, section "Single-Precision
/// Floating-Point Computational Instructions": FSQRT). A negative number raises NV and gives the
/// canonical NaN; the root of -0 is -0.
///
/// The significand is scaled by an even power of two, so that its integer root has at least three
/// bits more than the format. A sticky bit stands for the remainder, and one rounding gives the
/// result. The scaled integer may lie outside the format's range, so it is rounded with unbounded
/// exponent. The root itself can neither overflow nor be subnormal.
///
/// Formats up to binary64 fit the 128-bit intermediate; binary128 does not.
pub fn sqrt<F: Format>(bits: F::Bits, rounding: RoundingMode) -> (F::Bits, Flags) {
    const {
        assert!(
            F::PRECISION <= 60,
            "the intermediate root has at most 64 bits"
        )
    };
    let value = unpack::<F>(bits);
    if value.is_nan() {
        return (
            F::CANONICAL_NAN,
            Flags::when(value.is_signaling(), Flags::NV),
        );
    }
    if value.is_zero() || (value.is_infinite() && !value.is_negative()) {
        return (bits, Flags::NONE);
    }
    if value.is_negative() {
        return (F::CANONICAL_NAN, Flags::NV);
    }
    let (significand, exponent) = integral::<F>(bits);
    // Choose the largest shift within 127 bits that makes the exponent even.
    let shift = significand.leading_zeros() as i32 - 1;
    let shift = shift - (exponent - shift).rem_euclid(2);
    let wide = significand << shift;
    let root = wide.isqrt();
    let sticky = u128::from(root * root != wide);
    let round = rounding.round();
    let StatusAnd { status, value } =
        IeeeFloat::<Unbounded<F::Semantics>>::from_u128_r(root << 1 | sticky, round);
    // The extra 1 undoes the shift that made room for the sticky bit.
    let scaled = value.scalbn((exponent - shift) / 2 - 1);
    let root = scaled.convert(&mut false).value;
    (pack::<F>(root), Flags::from_status(status))
}

/// A positive finite number as an integer times a power of two.
fn integral<F: Format>(bits: F::Bits) -> (u128, i32) {
    let fraction_bits = F::PRECISION - 1;
    let fraction = bits.into() & ((1 << fraction_bits) - 1);
    let biased = (bits.into() >> fraction_bits) as i32;
    let least = F::Semantics::MIN_EXP - fraction_bits as i32;
    if biased == 0 {
        (fraction, least)
    } else {
        (fraction | 1 << fraction_bits, biased - 1 + least)
    }
}
