//! Conversions: the specification's table of domains, and the host.

use super::{Random, canonical32, canonical64, pairs};
use crate::softfloat::{
    Double, Flags, RoundingMode, Single, convert, from_i32, from_i64, from_u32, from_u64, to_i32,
    to_i64, to_u32, to_u64,
};

const RTZ: RoundingMode = RoundingMode::Rtz;
const RNE: RoundingMode = RoundingMode::Rne;

/// The four results of converting `value`, without flags.
fn all(value: f32) -> (i32, u32, i64, u64) {
    let bits = value.to_bits();
    (
        to_i32::<Single>(bits, RTZ).0,
        to_u32::<Single>(bits, RTZ).0,
        to_i64::<Single>(bits, RTZ).0,
        to_u64::<Single>(bits, RTZ).0,
    )
}

#[test]
fn out_of_range_saturates_as_in_the_table_of_domains() {
    let least = (i32::MIN, 0, i64::MIN, 0);
    let largest = (i32::MAX, u32::MAX, i64::MAX, u64::MAX);
    assert_eq!(all(f32::NEG_INFINITY), least);
    assert_eq!(all(f32::MIN), least);
    assert_eq!(all(f32::INFINITY), largest);
    assert_eq!(all(f32::MAX), largest);
    assert_eq!(all(f32::NAN), largest);
    assert_eq!(all(-f32::NAN), largest);
    for bits in [
        f32::INFINITY.to_bits(),
        f32::MIN.to_bits(),
        f32::NAN.to_bits(),
        0x7f80_0001,
    ] {
        assert_eq!(to_i32::<Single>(bits, RTZ).1, Flags::NV);
        assert_eq!(to_u64::<Single>(bits, RTZ).1, Flags::NV);
    }
}

#[test]
fn truncation_is_the_hosts_saturating_cast() {
    let mut random = Random(9);
    for (a, _) in pairs::<Double>(&mut random, 10_000) {
        let value = f64::from_bits(a);
        if value.is_nan() {
            continue;
        }
        assert_eq!(to_i32::<Double>(a, RTZ).0, value as i32, "{value:e}");
        assert_eq!(to_u32::<Double>(a, RTZ).0, value as u32, "{value:e}");
        assert_eq!(to_i64::<Double>(a, RTZ).0, value as i64, "{value:e}");
        assert_eq!(to_u64::<Double>(a, RTZ).0, value as u64, "{value:e}");
    }
}

#[test]
fn range_is_judged_after_rounding() {
    let at = |value: f64, mode| to_u32::<Double>(value.to_bits(), mode);
    assert_eq!(at(-0.5, RTZ), (0, Flags::NX));
    assert_eq!(at(-0.5, RNE), (0, Flags::NX));
    assert_eq!(at(-0.5, RoundingMode::Rdn), (0, Flags::NV));
    assert_eq!(at(-0.75, RNE), (0, Flags::NV));
    assert_eq!(at(-1.0, RTZ), (0, Flags::NV));
    assert_eq!(at(-0.0, RNE), (0, Flags::NONE));
    assert_eq!(at(4_294_967_295.5, RTZ), (u32::MAX, Flags::NX));
    assert_eq!(at(4_294_967_295.5, RNE), (u32::MAX, Flags::NV));
    let at = |value: f64, mode| to_i32::<Double>(value.to_bits(), mode);
    assert_eq!(
        at(2_147_483_647.5, RoundingMode::Rdn),
        (i32::MAX, Flags::NX)
    );
    assert_eq!(
        at(2_147_483_647.5, RoundingMode::Rmm),
        (i32::MAX, Flags::NV)
    );
    assert_eq!(at(-2_147_483_648.5, RNE), (i32::MIN, Flags::NX));
    assert_eq!(
        at(-2_147_483_648.5, RoundingMode::Rdn),
        (i32::MIN, Flags::NV)
    );
    assert_eq!(at(-2_147_483_649.0, RTZ), (i32::MIN, Flags::NV));
}

#[test]
fn each_rounding_mode_has_its_own_integers() {
    let round =
        |value: f32| RoundingMode::ALL.map(|mode| to_i64::<Single>(value.to_bits(), mode).0);
    assert_eq!(round(2.5), [2, 2, 2, 3, 3]);
    assert_eq!(round(-2.5), [-2, -2, -3, -2, -3]);
    assert_eq!(round(3.5), [4, 3, 3, 4, 4]);
    assert_eq!(round(-0.25), [0, 0, -1, 0, 0]);
}

#[test]
fn integers_convert_as_on_the_host() {
    let mut random = Random(10);
    let edges = [
        0,
        1,
        u64::MAX,
        1 << 63,
        i64::MAX as u64,
        1 << 24,
        (1 << 24) + 1,
        (1 << 53) + 1,
        0xffff_ffff,
    ];
    let random = (0..20_000).map(|_| random.next() >> random.below(64));
    let integers = edges.into_iter().chain(random.collect::<Vec<_>>());
    for n in integers {
        assert_eq!(from_u64::<Single>(n, RNE).0, (n as f32).to_bits());
        assert_eq!(
            from_i64::<Single>(n as i64, RNE).0,
            (n as i64 as f32).to_bits()
        );
        assert_eq!(from_u64::<Double>(n, RNE).0, (n as f64).to_bits());
        assert_eq!(
            from_i64::<Double>(n as i64, RNE).0,
            (n as i64 as f64).to_bits()
        );
        assert_eq!(
            from_u32::<Single>(n as u32, RNE).0,
            (n as u32 as f32).to_bits()
        );
        assert_eq!(
            from_i32::<Double>(n as i32, RNE),
            (f64::from(n as i32).to_bits(), Flags::NONE)
        );
    }
    assert_eq!(
        from_u64::<Double>((1 << 53) + 1, RoundingMode::Rup),
        (0x4340_0000_0000_0001, Flags::NX)
    );
}

#[test]
fn formats_convert_as_on_the_host() {
    let mut random = Random(11);
    for (a, b) in pairs::<Double>(&mut random, 10_000) {
        // Half of the patterns get an exponent in binary32's range.
        let near = a & !(0x7ff << 52) | (870 + b % 300) << 52;
        for bits in [a, near] {
            let expected = canonical32(f64::from_bits(bits) as f32);
            assert_eq!(
                convert::<Double, Single>(bits, RNE).0,
                expected,
                "{bits:#x}"
            );
        }
    }
    for (a, _) in pairs::<Single>(&mut random, 10_000) {
        let (bits, flags) = convert::<Single, Double>(a, RNE);
        assert_eq!(bits, canonical64(f64::from(f32::from_bits(a))), "{a:#x}");
        assert!(!flags.contains(Flags::NX));
    }
}
