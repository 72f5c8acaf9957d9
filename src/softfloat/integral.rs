//! Rounding to an integer that stays in its format.

use rustc_apfloat::Float as _;

use super::format::{pack, unpack};
use super::{Flags, Format, RoundingMode};

/// The integer next to the value in the direction of the mode, zeros with the sign of the value (IEEE 754-2019, section 5.9, the operations
/// `roundToIntegral`, which do not signal inexact). A NaN becomes the canonical one, and a signalling NaN raises NV.
pub fn to_integral<F: Format>(bits: F::Bits, rounding: RoundingMode) -> (F::Bits, Flags) {
    let value = unpack::<F>(bits);
    let flags = Flags::when(value.is_signaling(), Flags::NV);
    if value.is_nan() {
        return (F::CANONICAL_NAN, flags);
    }
    let result = value.round_to_integral(rounding.round());
    (pack::<F>(result.value), flags)
}
