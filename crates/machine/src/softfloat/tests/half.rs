//! binary16: every pattern where possible, otherwise through binary64. A binary64 result of one
//! operation on binary16 values, rounded again to binary16, is correctly rounded, because 53 is at
//! least twice 11 plus 2.

use super::{Random, pairs};
use crate::softfloat::{
    Double, Flags, Format, Half, RoundingMode, Single, add, classify, convert, div, fma, from_i32,
    from_u64, mul, sqrt, sub, to_i32,
};

const RNE: RoundingMode = RoundingMode::Rne;

/// The value by the definition of the format (IEEE 754-2019, section 3.4).
fn value(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2_f64.powi(exponent - 25),
    };
    if bits >> 15 == 0 {
        magnitude
    } else {
        -magnitude
    }
}

/// Rounds a binary64 value once.
fn round(value: f64) -> u16 {
    convert::<Double, Half>(value.to_bits(), RNE).0
}

#[test]
fn every_pattern_widens_exactly_and_comes_back() {
    for bits in 0..=u16::MAX {
        let (wide, flags) = convert::<Half, Double>(bits, RNE);
        let wanted = value(bits);
        if wanted.is_nan() {
            assert_eq!(wide, Double::CANONICAL_NAN);
            let signaling = bits >> 9 & 1 == 0;
            assert_eq!(flags.contains(Flags::NV), signaling, "{bits:#x}");
            continue;
        }
        assert_eq!((wide, flags), (wanted.to_bits(), Flags::NONE), "{bits:#x}");
        for mode in RoundingMode::ALL {
            assert_eq!(convert::<Double, Half>(wide, mode), (bits, Flags::NONE));
        }
        let single = (wanted as f32).to_bits();
        assert_eq!(convert::<Half, Single>(bits, RNE), (single, Flags::NONE));
        assert_eq!(convert::<Single, Half>(single, RNE), (bits, Flags::NONE));
    }
}

#[test]
fn arithmetic_is_that_of_doubles_rounded_once_more() {
    let mut random = Random(14);
    for (a, b) in pairs::<Half>(&mut random, 20_000) {
        let (x, y) = (value(a), value(b));
        assert_eq!(add::<Half>(a, b, RNE).0, round(x + y), "{a:#x} + {b:#x}");
        assert_eq!(sub::<Half>(a, b, RNE).0, round(x - y), "{a:#x} - {b:#x}");
        assert_eq!(mul::<Half>(a, b, RNE).0, round(x * y), "{a:#x} * {b:#x}");
        assert_eq!(div::<Half>(a, b, RNE).0, round(x / y), "{a:#x} / {b:#x}");
        // The product and the sum are exact in binary64 if the exponents are close enough.
        let c = a ^ b & 0x03ff;
        let exact = x * y + value(c);
        if exact - x * y == value(c) && exact - value(c) == x * y {
            assert_eq!(fma::<Half>(a, b, c, RNE).0, round(exact));
        }
    }
}

#[test]
fn every_square_root_is_that_of_doubles_rounded_once_more() {
    for bits in 0..=u16::MAX {
        let (root, flags) = sqrt::<Half>(bits, RNE);
        let wanted = value(bits).sqrt();
        assert_eq!(root, round(wanted), "{bits:#x}");
        let exact = wanted.is_nan() || wanted.is_infinite() || value(root).powi(2) == value(bits);
        assert_eq!(flags.contains(Flags::NX), !exact, "{bits:#x}");
    }
}

#[test]
fn the_ends_of_the_range_raise_their_flags() {
    let overflow = Flags::OF | Flags::NX;
    let underflow = Flags::UF | Flags::NX;
    let narrow = |value: f64, mode| convert::<Double, Half>(value.to_bits(), mode);
    // 65520 is halfway between the largest number and the next one, if there were one.
    assert_eq!(narrow(65519.0, RNE), (0x7bff, Flags::NX));
    assert_eq!(narrow(65520.0, RNE), (0x7c00, overflow));
    assert_eq!(narrow(65520.0, RoundingMode::Rtz), (0x7bff, Flags::NX));
    assert_eq!(narrow(65536.0, RoundingMode::Rtz), (0x7bff, overflow));
    let integer = |mode| from_u64::<Half>(u64::MAX, mode);
    assert_eq!(integer(RNE), (0x7c00, overflow));
    assert_eq!(integer(RoundingMode::Rdn), (0x7bff, overflow));
    assert_eq!(from_i32::<Half>(-65504, RNE), (0xfbff, Flags::NONE));
    // A quarter of a subnormal step below the least normal number is not tiny after rounding; half
    // a step is.
    let least = 2_f64.powi(-14);
    assert_eq!(narrow(least - 2_f64.powi(-27), RNE), (0x0400, Flags::NX));
    assert_eq!(narrow(least - 2_f64.powi(-25), RNE), (0x0400, underflow));
    assert_eq!(narrow(2_f64.powi(-25), RNE), (0, underflow));
    assert_eq!(narrow(2_f64.powi(-25), RoundingMode::Rup), (1, underflow));
}

#[test]
fn classes_and_integers_are_those_of_the_value() {
    assert_eq!(
        [
            0xfc00, 0xbc00, 0x8001, 0x8000, 0, 0x03ff, 0x0400, 0x7c00, 0x7c01, 0x7e00
        ]
        .map(classify::<Half>),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|class| 1 << class)
    );
    for bits in 0..=u16::MAX {
        let (integer, _) = to_i32::<Half>(bits, RoundingMode::Rtz);
        let wanted = value(bits);
        let wanted = if wanted.is_nan() {
            i32::MAX
        } else {
            wanted as i32
        };
        assert_eq!(integer, wanted, "{bits:#x}");
    }
}
