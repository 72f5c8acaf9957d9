//! Rounding to integers, against the host.

use super::{Random, canonical64, pairs};
use crate::softfloat::{
    Double, Flags, Half, RoundingMode, Single, convert, round_to_integral, to_i32, to_i32_modular,
};

#[test]
fn each_mode_is_one_of_the_hosts_functions() {
    let functions: [fn(f64) -> f64; 5] = [
        f64::round_ties_even,
        f64::trunc,
        f64::floor,
        f64::ceil,
        f64::round,
    ];
    let mut random = Random(15);
    for (a, b) in pairs::<Double>(&mut random, 10_000) {
        // Half of the patterns get an exponent at which there are fraction bits left.
        let near = a & !(0x7ff << 52) | (1020 + b % 56) << 52;
        for bits in [a, near] {
            let value = f64::from_bits(bits);
            for (mode, function) in RoundingMode::ALL.into_iter().zip(functions) {
                let (integer, flags) = round_to_integral::<Double>(bits, mode);
                let wanted = function(value);
                assert_eq!(integer, canonical64(wanted), "{value:e} {mode:?}");
                let inexact = wanted != value && !value.is_nan();
                assert_eq!(flags.contains(Flags::NX), inexact, "{value:e} {mode:?}");
            }
        }
    }
}

#[test]
fn narrow_formats_round_as_the_wide_one_does() {
    for bits in 0..=u16::MAX {
        for mode in RoundingMode::ALL {
            let wide = convert::<Half, Double>(bits, mode).0;
            let (integer, flags) = round_to_integral::<Half>(bits, mode);
            let (wanted, inexact) = round_to_integral::<Double>(wide, mode);
            assert_eq!(
                convert::<Half, Double>(integer, mode).0,
                wanted,
                "{bits:#x}"
            );
            assert_eq!(flags.contains(Flags::NX), inexact.contains(Flags::NX));
        }
    }
}

#[test]
fn only_a_signalling_nan_is_invalid() {
    let round = |bits| round_to_integral::<Single>(bits, RoundingMode::Rne);
    assert_eq!(round(0xffc0_0001), (0x7fc0_0000, Flags::NONE));
    assert_eq!(round(0x7f80_0001), (0x7fc0_0000, Flags::NV));
    assert_eq!(round(0x8000_0000), (0x8000_0000, Flags::NONE));
    assert_eq!(round(0xbe80_0000), (0x8000_0000, Flags::NX));
}

#[test]
fn the_modular_word_is_the_low_part_of_the_integer() {
    let mut random = Random(16);
    for (a, b) in pairs::<Double>(&mut random, 10_000) {
        // Half of the patterns get an exponent at which an i128 holds the integer.
        let near = a & !(0x7ff << 52) | (1000 + b % 140) << 52;
        for bits in [a, near] {
            let value = f64::from_bits(bits);
            let (word, flags) = to_i32_modular(bits);
            let (_, wanted) = to_i32::<Double>(bits, RoundingMode::Rtz);
            assert_eq!(flags, wanted, "{value:e}");
            if value.abs() < 2_f64.powi(126) {
                assert_eq!(word, value as i128 as i32, "{value:e}");
            } else {
                assert_eq!(word, 0, "{value:e}");
            }
        }
    }
    assert_eq!(
        to_i32_modular((-2_147_483_649.0_f64).to_bits()),
        (i32::MAX, Flags::NV)
    );
}
