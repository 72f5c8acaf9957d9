//! Comparisons, minimum and maximum, classification, sign injection.

use super::{Random, pairs};
use crate::softfloat::{
    Double, Flags, Format, Single, classify, copy_sign, copy_sign_negated, eq, le, le_quiet, lt,
    lt_quiet, max, maximum, min, minimum, negate, xor_sign,
};

const ONE: u32 = 0x3f80_0000;
const MINUS_ZERO: u32 = 1 << 31;
const SIGNALING: u32 = 0x7f80_0001;
const QUIET: u32 = 0xffc0_0007;

#[test]
fn comparisons_are_the_hosts() {
    let mut random = Random(6);
    for (a, b) in pairs::<Double>(&mut random, 5_000) {
        let (x, y) = (f64::from_bits(a), f64::from_bits(b));
        assert_eq!(eq::<Double>(a, b).0, x == y);
        assert_eq!(lt::<Double>(a, b).0, x < y);
        assert_eq!(le::<Double>(a, b).0, x <= y);
        let nan = x.is_nan() || y.is_nan();
        assert_eq!(lt::<Double>(a, b).1.contains(Flags::NV), nan);
        assert_eq!(le::<Double>(a, b).1.contains(Flags::NV), nan);
    }
}

#[test]
fn equality_is_quiet_and_order_signals() {
    assert_eq!(eq::<Single>(ONE, QUIET), (false, Flags::NONE));
    assert_eq!(eq::<Single>(ONE, SIGNALING), (false, Flags::NV));
    assert_eq!(lt::<Single>(ONE, QUIET), (false, Flags::NV));
    assert_eq!(le::<Single>(QUIET, QUIET), (false, Flags::NV));
    assert_eq!(eq::<Single>(0, MINUS_ZERO), (true, Flags::NONE));
    assert_eq!(lt::<Single>(MINUS_ZERO, 0), (false, Flags::NONE));
}

#[test]
fn minimum_orders_zeros_and_prefers_numbers() {
    assert_eq!(min::<Single>(0, MINUS_ZERO), (MINUS_ZERO, Flags::NONE));
    assert_eq!(min::<Single>(MINUS_ZERO, 0), (MINUS_ZERO, Flags::NONE));
    assert_eq!(max::<Single>(0, MINUS_ZERO), (0, Flags::NONE));
    assert_eq!(max::<Single>(MINUS_ZERO, 0), (0, Flags::NONE));
    assert_eq!(min::<Single>(QUIET, ONE), (ONE, Flags::NONE));
    assert_eq!(max::<Single>(ONE, QUIET), (ONE, Flags::NONE));
    assert_eq!(min::<Single>(SIGNALING, ONE), (ONE, Flags::NV));
    assert_eq!(
        max::<Single>(QUIET, QUIET),
        (Single::CANONICAL_NAN, Flags::NONE)
    );
    assert_eq!(
        max::<Single>(SIGNALING, QUIET),
        (Single::CANONICAL_NAN, Flags::NV)
    );
}

#[test]
fn quiet_orders_are_the_signalling_ones_but_for_the_flag() {
    let mut random = Random(12);
    for (a, b) in pairs::<Single>(&mut random, 2_000) {
        let flags = eq::<Single>(a, b).1;
        assert_eq!(lt_quiet::<Single>(a, b), (lt::<Single>(a, b).0, flags));
        assert_eq!(le_quiet::<Single>(a, b), (le::<Single>(a, b).0, flags));
    }
    assert_eq!(lt_quiet::<Single>(ONE, QUIET), (false, Flags::NONE));
    assert_eq!(le_quiet::<Single>(SIGNALING, ONE), (false, Flags::NV));
}

#[test]
fn minimum_and_maximum_proper_prefer_nans() {
    let mut random = Random(13);
    let is_nan = |bits| f32::from_bits(bits).is_nan();
    for (a, b) in pairs::<Single>(&mut random, 2_000) {
        let (least, most) = (min::<Single>(a, b), max::<Single>(a, b));
        if is_nan(a) || is_nan(b) {
            let nan = (Single::CANONICAL_NAN, least.1);
            assert_eq!([minimum::<Single>(a, b), maximum::<Single>(a, b)], [nan; 2]);
        } else {
            assert_eq!(minimum::<Single>(a, b), least);
            assert_eq!(maximum::<Single>(a, b), most);
        }
    }
    assert_eq!(minimum::<Single>(SIGNALING, ONE).1, Flags::NV);
}

#[test]
fn minimum_and_maximum_of_numbers_are_the_hosts() {
    let mut random = Random(7);
    for (a, b) in pairs::<Single>(&mut random, 5_000) {
        let (x, y) = (f32::from_bits(a), f32::from_bits(b));
        if x == y || x.is_nan() || y.is_nan() {
            continue;
        }
        assert_eq!(min::<Single>(a, b).0, x.min(y).to_bits());
        assert_eq!(max::<Single>(a, b).0, x.max(y).to_bits());
    }
}

#[test]
fn every_value_has_exactly_one_class() {
    let classes: [(u32, u16); 10] = [
        (0xff80_0000, 0),
        (0xbf80_0000, 1),
        (0x8000_0001, 2),
        (0x8000_0000, 3),
        (0x0000_0000, 4),
        (0x007f_ffff, 5),
        (0x0080_0000, 6),
        (0x7f80_0000, 7),
        (0x7f80_0001, 8),
        (0x7fc0_0000, 9),
    ];
    for (bits, class) in classes {
        assert_eq!(classify::<Single>(bits), 1 << class, "{bits:#x}");
    }
    assert_eq!(classify::<Double>(0xfff8_0000_0000_0001), 1 << 9);
    assert_eq!(classify::<Double>(1), 1 << 5);
}

#[test]
fn sign_injection_keeps_every_other_bit() {
    let mut random = Random(8);
    for (a, b) in pairs::<Double>(&mut random, 2_000) {
        let (magnitude, sign) = (a & (u64::MAX >> 1), b & 1 << 63);
        assert_eq!(copy_sign::<Double>(a, b), magnitude | sign);
        assert_eq!(
            copy_sign_negated::<Double>(a, b),
            (magnitude | sign) ^ 1 << 63
        );
        assert_eq!(xor_sign::<Double>(a, b), a ^ sign);
        assert_eq!(negate::<Double>(a), a ^ 1 << 63);
    }
}
