//! The binary interchange formats.

use std::fmt;
use std::hash::Hash;

use rustc_apfloat::Float as _;
use rustc_apfloat::ieee::{DoubleS, HalfS, IeeeFloat, Semantics, SingleS};

/// The apfloat value of a format.
pub(super) type Value<F> = IeeeFloat<<F as Format>::Semantics>;

/// A binary interchange format of IEEE 754-2019, section 3.6. To add one (binary128), implement
/// this trait.
pub trait Format: Copy + fmt::Debug + 'static {
    /// The bit pattern of a value.
    type Bits: Copy + Eq + Hash + fmt::Debug + fmt::LowerHex + Into<u128> + 'static;
    /// The type that `rustc_apfloat` uses for this format.
    type Semantics: Semantics;

    /// Width of the format in bits.
    const WIDTH: u32;
    /// Significand bits, including the implicit one.
    const PRECISION: u32;
    /// The canonical NaN: quiet, positive, no payload (RISC-V unprivileged ISA, section "NaN
    /// Generation and Propagation").
    const CANONICAL_NAN: Self::Bits;

    /// The low [`Format::WIDTH`] bits of `pattern`.
    fn truncate(pattern: u128) -> Self::Bits;
}

/// binary16, the Zfh extension.
#[derive(Clone, Copy, Debug)]
pub struct Half;

/// binary32, the F extension.
#[derive(Clone, Copy, Debug)]
pub struct Single;

/// binary64, the D extension.
#[derive(Clone, Copy, Debug)]
pub struct Double;

impl Format for Half {
    type Bits = u16;
    type Semantics = HalfS;

    const WIDTH: u32 = 16;
    const PRECISION: u32 = 11;
    const CANONICAL_NAN: u16 = 0x7e00;

    fn truncate(pattern: u128) -> u16 {
        pattern as u16
    }
}

impl Format for Single {
    type Bits = u32;
    type Semantics = SingleS;

    const WIDTH: u32 = 32;
    const PRECISION: u32 = 24;
    const CANONICAL_NAN: u32 = 0x7fc0_0000;

    fn truncate(pattern: u128) -> u32 {
        pattern as u32
    }
}

impl Format for Double {
    type Bits = u64;
    type Semantics = DoubleS;

    const WIDTH: u32 = 64;
    const PRECISION: u32 = 53;
    const CANONICAL_NAN: u64 = 0x7ff8_0000_0000_0000;

    fn truncate(pattern: u128) -> u64 {
        pattern as u64
    }
}

/// The value of a bit pattern.
pub(super) fn unpack<F: Format>(bits: F::Bits) -> Value<F> {
    Value::<F>::from_bits(bits.into())
}

/// The bit pattern of an arithmetic result: every NaN becomes the canonical one.
pub(super) fn pack<F: Format>(value: Value<F>) -> F::Bits {
    if value.is_nan() {
        F::CANONICAL_NAN
    } else {
        F::truncate(value.to_bits())
    }
}

/// The sign bit of a format, as a mask.
pub(super) fn sign_mask<F: Format>() -> u128 {
    1 << (F::WIDTH - 1)
}
