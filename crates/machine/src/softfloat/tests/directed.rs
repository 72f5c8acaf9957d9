//! The directed rounding modes, checked by their definitions.

use super::{Random, pairs};
use crate::softfloat::{Double, Flags, RoundingMode, Single, add, div, mul, sqrt};

/// Checks the five results of one operation against each other. `value` converts a pattern to a
/// number.
fn check<B: Copy + PartialEq + std::fmt::Debug>(
    value: impl Fn(B) -> f64,
    operation: impl Fn(RoundingMode) -> (B, Flags),
    sqrt: bool,
) {
    let [rne, rtz, rdn, rup, rmm] = RoundingMode::ALL.map(|mode| value(operation(mode).0));
    let inexact = operation(RoundingMode::Rne).1.contains(Flags::NX);
    if rne.is_nan() {
        assert!([rtz, rdn, rup, rmm].iter().all(|other| other.is_nan()));
        return;
    }
    assert!(rdn <= rne && rne <= rup, "{rdn:e} {rne:e} {rup:e}");
    assert!(rdn <= rmm && rmm <= rup, "{rdn:e} {rmm:e} {rup:e}");
    assert_eq!(
        inexact,
        rdn < rup,
        "an inexact result lies strictly between its neighbours"
    );
    assert_eq!(rtz, if rdn < 0.0 || rup < 0.0 { rup } else { rdn });
    assert!(!sqrt || rne == rmm, "a square root is never halfway");
}

#[test]
fn directed_modes_enclose_the_exact_result() {
    let mut random = Random(4);
    for (a, b) in pairs::<Double>(&mut random, 2_000) {
        check(f64::from_bits, |mode| add::<Double>(a, b, mode), false);
        check(f64::from_bits, |mode| mul::<Double>(a, b, mode), false);
        check(f64::from_bits, |mode| div::<Double>(a, b, mode), false);
        check(f64::from_bits, |mode| sqrt::<Double>(a, mode), true);
    }
    let single = |bits| f64::from(f32::from_bits(bits));
    for (a, b) in pairs::<Single>(&mut random, 2_000) {
        check(single, |mode| add::<Single>(a, b, mode), false);
        check(single, |mode| mul::<Single>(a, b, mode), false);
        check(single, |mode| div::<Single>(a, b, mode), false);
        check(single, |mode| sqrt::<Single>(a, mode), true);
    }
}

#[test]
fn single_products_round_as_their_exact_double_does() {
    let mut random = Random(5);
    for (a, b) in pairs::<Single>(&mut random, 10_000) {
        let exact = f64::from(f32::from_bits(a)) * f64::from(f32::from_bits(b));
        if exact.is_nan() {
            continue;
        }
        for mode in [RoundingMode::Rdn, RoundingMode::Rup] {
            let rounded = f64::from(f32::from_bits(mul::<Single>(a, b, mode).0));
            let side = if mode == RoundingMode::Rdn {
                rounded <= exact
            } else {
                rounded >= exact
            };
            assert!(side, "{a:#x} * {b:#x} {mode:?}");
        }
    }
}

#[test]
fn ties_go_to_even_or_away() {
    // 1 + 2^-24 lies halfway between 1 and its successor.
    let (one, half_ulp) = (0x3f80_0000, 0x3380_0000);
    let sums = RoundingMode::ALL.map(|mode| add::<Single>(one, half_ulp, mode).0);
    assert_eq!(sums, [one, one, one, one + 1, one + 1]);
    let negative = 1 << 31;
    let sums =
        RoundingMode::ALL.map(|mode| add::<Single>(one | negative, half_ulp | negative, mode).0);
    assert_eq!(
        sums.map(|sum| sum & !negative),
        [one, one, one + 1, one, one + 1]
    );
}

#[test]
fn an_exact_zero_sum_is_negative_only_when_rounding_down() {
    let one = 0x3f80_0000;
    let sums = RoundingMode::ALL.map(|mode| add::<Single>(one, one | 1 << 31, mode).0);
    assert_eq!(sums, [0, 0, 1 << 31, 0, 0]);
}
