//! Conversions between formats and integers.

use rustc_apfloat::ieee::IeeeFloat;
use rustc_apfloat::{Float as _, FloatConvert as _};

use super::arithmetic::{Unbounded, complete_flags};
use super::flags::Flags;
use super::format::{Format, Value, pack, unpack};
use super::rounding::RoundingMode;

/// An integer type of the conversion instructions.
#[derive(Clone, Copy)]
enum Integer {
    I32,
    U32,
    I64,
    U64,
}

impl Integer {
    fn width(self) -> usize {
        match self {
            Self::I32 | Self::U32 => 32,
            Self::I64 | Self::U64 => 64,
        }
    }

    fn is_signed(self) -> bool {
        matches!(self, Self::I32 | Self::I64)
    }

    /// The largest value, which is also the result for a NaN.
    fn largest(self) -> i128 {
        (1 << (self.width() - usize::from(self.is_signed()))) - 1
    }
}

/// Rounds to an integer. A value that is out of range after rounding saturates and raises only NV.
/// A NaN becomes the largest value (RISC-V unprivileged ISA, section "Single-Precision
/// Floating-Point Conversion and Move Instructions", the table of domains of float-to-integer
/// conversions).
fn to_integer<F: Format>(bits: F::Bits, to: Integer, rounding: RoundingMode) -> (i128, Flags) {
    let value = unpack::<F>(bits);
    if value.is_nan() {
        return (to.largest(), Flags::NV);
    }
    let round = rounding.round();
    let (status, integer) = if to.is_signed() {
        let result = value.to_i128_r(to.width(), round, &mut false);
        (result.status, result.value)
    } else {
        let result = value.to_u128_r(to.width(), round, &mut false);
        (result.status, result.value as i128)
    };
    let flags = Flags::from_status(status);
    if flags.contains(Flags::NV) {
        return (integer, Flags::NV);
    }
    (integer, flags)
}

/// To `i32` (FCVT.W). A value that is out of range after rounding saturates and raises only NV. A
/// NaN becomes the largest value (RISC-V unprivileged ISA, section "Single-Precision Floating-Point
/// Conversion and Move Instructions").
pub fn to_i32<F: Format>(bits: F::Bits, rounding: RoundingMode) -> (i32, Flags) {
    let (integer, flags) = to_integer::<F>(bits, Integer::I32, rounding);
    (integer as i32, flags)
}

/// To `u32` (FCVT.WU); otherwise like [`to_i32`]. The caller sign-extends the result into a 64-bit
/// register.
pub fn to_u32<F: Format>(bits: F::Bits, rounding: RoundingMode) -> (u32, Flags) {
    let (integer, flags) = to_integer::<F>(bits, Integer::U32, rounding);
    (integer as u32, flags)
}

/// To `i64` (FCVT.L); otherwise like [`to_i32`].
pub fn to_i64<F: Format>(bits: F::Bits, rounding: RoundingMode) -> (i64, Flags) {
    let (integer, flags) = to_integer::<F>(bits, Integer::I64, rounding);
    (integer as i64, flags)
}

/// To `u64` (FCVT.LU); otherwise like [`to_i32`].
pub fn to_u64<F: Format>(bits: F::Bits, rounding: RoundingMode) -> (u64, Flags) {
    let (integer, flags) = to_integer::<F>(bits, Integer::U64, rounding);
    (integer as u64, flags)
}

/// From any integer that fits 65 bits: exact, or rounded with NX. Formats from binary32 up cannot
/// overflow here. binary16 can, and gets its flags from the same correction as arithmetic.
fn from_integer<F: Format>(integer: i128, rounding: RoundingMode) -> (F::Bits, Flags) {
    let round = rounding.round();
    let result = Value::<F>::from_i128_r(integer, round);
    let flags = complete_flags::<F>(result, || {
        IeeeFloat::<Unbounded<F::Semantics>>::from_i128_r(integer, round).value
    });
    (pack::<F>(result.value), flags)
}

/// From `i32` (RISC-V unprivileged ISA, section "Single-Precision Floating-Point Conversion and
/// Move Instructions": FCVT.S.W).
pub fn from_i32<F: Format>(integer: i32, rounding: RoundingMode) -> (F::Bits, Flags) {
    from_integer::<F>(integer.into(), rounding)
}

/// From `u32` (FCVT.S.WU).
pub fn from_u32<F: Format>(integer: u32, rounding: RoundingMode) -> (F::Bits, Flags) {
    from_integer::<F>(integer.into(), rounding)
}

/// From `i64` (FCVT.S.L).
pub fn from_i64<F: Format>(integer: i64, rounding: RoundingMode) -> (F::Bits, Flags) {
    from_integer::<F>(integer.into(), rounding)
}

/// From `u64` (FCVT.S.LU).
pub fn from_u64<F: Format>(integer: u64, rounding: RoundingMode) -> (F::Bits, Flags) {
    from_integer::<F>(integer.into(), rounding)
}

/// From one format to another. Widening is exact. Every NaN becomes the canonical one, and a
/// signalling NaN raises NV (RISC-V unprivileged ISA, section "Double-Precision Floating-Point
/// Conversion and Move Instructions": FCVT.S.D, FCVT.D.S).
pub fn convert<From: Format, To: Format>(
    bits: From::Bits,
    rounding: RoundingMode,
) -> (To::Bits, Flags) {
    let value = unpack::<From>(bits);
    if value.is_nan() {
        return (
            To::CANONICAL_NAN,
            Flags::when(value.is_signaling(), Flags::NV),
        );
    }
    let round = rounding.round();
    let result: rustc_apfloat::StatusAnd<Value<To>> = value.convert_r(round, &mut false);
    let flags = complete_flags::<To>(result, || value.convert_r(round, &mut false).value);
    (pack::<To>(result.value), flags)
}
