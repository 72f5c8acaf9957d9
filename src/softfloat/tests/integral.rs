//! Rounding to integers against the host.

use super::{Random, canonical32, canonical64, pairs};
use crate::softfloat::{Double, Flags, RoundingMode, Single, to_integral};

#[test]
fn rounding_to_integers_is_the_hosts_in_every_direction() {
    let mut random = Random(11);
    for (bits, _) in pairs::<Double>(&mut random, 5_000) {
        let value = f64::from_bits(bits);
        let rounded = |mode| to_integral::<Double>(bits, mode).0;
        assert_eq!(rounded(RoundingMode::Rup), canonical64(value.ceil()));
        assert_eq!(rounded(RoundingMode::Rdn), canonical64(value.floor()));
        assert_eq!(rounded(RoundingMode::Rtz), canonical64(value.trunc()));
        let even = value.round_ties_even();
        assert_eq!(rounded(RoundingMode::Rne), canonical64(even), "{value:e}");
        assert_eq!(rounded(RoundingMode::Rmm), canonical64(value.round()));
    }
    for (bits, _) in pairs::<Single>(&mut random, 5_000) {
        let value = f32::from_bits(bits);
        let rounded = |mode| to_integral::<Single>(bits, mode).0;
        assert_eq!(rounded(RoundingMode::Rup), canonical32(value.ceil()));
        assert_eq!(rounded(RoundingMode::Rdn), canonical32(value.floor()));
        assert_eq!(rounded(RoundingMode::Rtz), canonical32(value.trunc()));
        let even = value.round_ties_even();
        assert_eq!(rounded(RoundingMode::Rne), canonical32(even), "{value:e}");
    }
}

#[test]
fn only_a_signalling_nan_raises_a_flag() {
    let flags = |value: u32| to_integral::<Single>(value, RoundingMode::Rne).1;
    assert_eq!(flags(1.5f32.to_bits()), Flags::NONE);
    assert_eq!(flags(0x7fc0_0001), Flags::NONE);
    assert_eq!(flags(0x7f80_0001), Flags::NV);
}
