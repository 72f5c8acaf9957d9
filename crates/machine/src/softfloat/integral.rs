//! Rounding to integers in float format, and conversion to integers modulo 2^32.

use rustc_apfloat::Float as _;

use super::convert::to_i32;
use super::flags::Flags;
use super::format::{Double, Format, pack, unpack};
use super::rounding::RoundingMode;

/// Rounds to an integer in the direction of `rounding`, as a float with the sign of `bits`. Zeros
/// and infinities are unchanged; a NaN becomes the canonical one. Raises NV for a signalling NaN,
/// and NX if the result differs from `bits` (RISC-V unprivileged ISA, chapter "Zfa", section
/// "Round-to-Integer Instructions": FROUNDNX; FROUND is this without NX).
pub fn round_to_integral<F: Format>(bits: F::Bits, rounding: RoundingMode) -> (F::Bits, Flags) {
    let result = unpack::<F>(bits).round_to_integral(rounding.round());
    (pack::<F>(result.value), Flags::from_status(result.status))
}

/// Rounds towards zero, and returns the low 32 bits of the integer in two's complement; zero for
/// infinities and NaNs. The flags are those of [`to_i32`] towards zero (RISC-V unprivileged ISA,
/// chapter "Zfa", section "Modular Convert-to-Integer Instruction": FCVTMOD.W.D).
pub fn to_i32_modular(bits: u64) -> (i32, Flags) {
    let (_, flags) = to_i32::<Double>(bits, RoundingMode::Rtz);
    let value = unpack::<Double>(bits);
    if !value.is_finite_non_zero() {
        return (0, flags);
    }
    // The significand with its implicit bit, scaled by 2^52. A subnormal has no implicit bit, but
    // it is far below 1 and rounds to 0 anyway.
    let significand = bits & ((1 << 52) - 1) | 1 << 52;
    let places = value.ilogb() - 52;
    let magnitude = if places < 0 {
        significand.checked_shr(places.unsigned_abs())
    } else {
        significand.checked_shl(places.unsigned_abs())
    };
    let magnitude = magnitude.unwrap_or(0) as i32;
    let integer = if value.is_negative() {
        magnitude.wrapping_neg()
    } else {
        magnitude
    };
    (integer, flags)
}
