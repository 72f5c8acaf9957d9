//! Exception flags, by hand from IEEE 754-2019 section 7 and the RISC-V F chapter.

use crate::softfloat::{
    Double, Flags, Format, RoundingMode, Single, add, convert, div, fma, mul, sqrt, sub,
};

const ONE: u32 = 0x3f80_0000;
const TWO: u32 = 0x4000_0000;
const MAX: u32 = 0x7f7f_ffff;
const INFINITY: u32 = 0x7f80_0000;
const SIGNALING: u32 = 0x7fa0_0000;
const QUIET: u32 = 0x7fc0_1234;
/// 2^-126.
const LEAST_NORMAL: u32 = 0x0080_0000;
const NEGATIVE: u32 = 1 << 31;
const RNE: RoundingMode = RoundingMode::Rne;

#[test]
fn exact_results_raise_nothing() {
    assert_eq!(add::<Single>(ONE, ONE, RNE), (TWO, Flags::NONE));
    assert_eq!(sqrt::<Single>(0x4080_0000, RNE), (TWO, Flags::NONE));
    // An exact subnormal result is tiny, but underflow needs inexactness.
    let half_least = mul::<Single>(LEAST_NORMAL, 0x3f00_0000, RNE);
    assert_eq!(half_least, (LEAST_NORMAL / 2, Flags::NONE));
}

#[test]
fn division_by_zero_is_not_invalid_but_zero_by_zero_is() {
    assert_eq!(div::<Single>(ONE, 0, RNE), (INFINITY, Flags::DZ));
    assert_eq!(
        div::<Single>(ONE, NEGATIVE, RNE),
        (INFINITY | NEGATIVE, Flags::DZ)
    );
    assert_eq!(div::<Single>(0, 0, RNE), (Single::CANONICAL_NAN, Flags::NV));
    assert_eq!(div::<Single>(INFINITY, 0, RNE), (INFINITY, Flags::NONE));
}

#[test]
fn invalid_operations_give_the_canonical_nan() {
    let invalid = (Single::CANONICAL_NAN, Flags::NV);
    assert_eq!(sub::<Single>(INFINITY, INFINITY, RNE), invalid);
    assert_eq!(mul::<Single>(INFINITY, 0, RNE), invalid);
    assert_eq!(div::<Single>(INFINITY, INFINITY, RNE), invalid);
    assert_eq!(sqrt::<Single>(ONE | NEGATIVE, RNE), invalid);
    assert_eq!(sqrt::<Single>(NEGATIVE, RNE), (NEGATIVE, Flags::NONE));
    assert_eq!(add::<Single>(SIGNALING, ONE, RNE), invalid);
    assert_eq!(sqrt::<Single>(SIGNALING, RNE), invalid);
}

#[test]
fn quiet_nans_propagate_as_the_canonical_one_without_flags() {
    let quiet = (Single::CANONICAL_NAN, Flags::NONE);
    assert_eq!(add::<Single>(QUIET, ONE, RNE), quiet);
    assert_eq!(sqrt::<Single>(QUIET | NEGATIVE, RNE), quiet);
    assert_eq!(fma::<Single>(ONE, QUIET, 0, RNE), quiet);
    assert_eq!(
        convert::<Single, Double>(QUIET, RNE),
        (Double::CANONICAL_NAN, Flags::NONE)
    );
    assert_eq!(
        convert::<Single, Double>(SIGNALING, RNE),
        (Double::CANONICAL_NAN, Flags::NV)
    );
}

#[test]
fn infinity_times_zero_plus_quiet_nan_is_invalid() {
    assert_eq!(
        fma::<Single>(INFINITY, 0, QUIET, RNE),
        (Single::CANONICAL_NAN, Flags::NV)
    );
    assert_eq!(
        fma::<Single>(0, INFINITY, QUIET, RNE),
        (Single::CANONICAL_NAN, Flags::NV)
    );
}

#[test]
fn overflow_is_raised_in_every_rounding_mode() {
    let overflow = Flags::OF | Flags::NX;
    let products = RoundingMode::ALL.map(|mode| mul::<Single>(MAX, TWO, mode));
    assert_eq!(
        products,
        [INFINITY, MAX, MAX, INFINITY, INFINITY].map(|bits| (bits, overflow))
    );
    let products = RoundingMode::ALL.map(|mode| mul::<Single>(MAX | NEGATIVE, TWO, mode));
    let bits = [INFINITY, MAX, INFINITY, MAX, INFINITY].map(|bits| bits | NEGATIVE);
    assert_eq!(products, bits.map(|bits| (bits, overflow)));
}

#[test]
fn rounding_down_to_the_largest_number_is_not_overflow() {
    // MAX + 2^103 is a quarter of a unit in the last place above MAX.
    let quarter = 0x7280_0000;
    assert_eq!(
        add::<Single>(MAX, quarter, RoundingMode::Rtz),
        (MAX, Flags::NX)
    );
    assert_eq!(add::<Single>(MAX, quarter, RNE), (MAX, Flags::NX));
    assert_eq!(
        add::<Single>(MAX, quarter, RoundingMode::Rup),
        (INFINITY, Flags::OF | Flags::NX)
    );
}

#[test]
fn tininess_is_detected_after_rounding() {
    let underflow = Flags::UF | Flags::NX;
    // (1 - 2^-24) * 2^-126 is exact with unbounded exponent, so it is tiny; the subnormal grid
    // rounds it up to the least normal.
    let below_one = 0x3f7f_ffff;
    assert_eq!(
        mul::<Single>(LEAST_NORMAL, below_one, RNE),
        (LEAST_NORMAL, underflow)
    );
    // 2^-126 - 2^-152 rounds to 2^-126 with unbounded exponent, so it is not tiny.
    let double_least = 0x3810_0000_0000_0000;
    let just_below = double_least - (1 << 27);
    assert_eq!(
        convert::<Double, Single>(just_below, RNE),
        (LEAST_NORMAL, Flags::NX)
    );
    // 2^-126 - 2^-151 is halfway between two numbers with unbounded exponent, and 2^-126 is the
    // even one; 2^-126 - 2^-150 is the other.
    assert_eq!(
        convert::<Double, Single>(double_least - (1 << 28), RNE),
        (LEAST_NORMAL, Flags::NX)
    );
    assert_eq!(
        convert::<Double, Single>(double_least - (1 << 29), RNE),
        (LEAST_NORMAL, underflow)
    );
    assert_eq!(convert::<Double, Single>(1, RNE), (0, underflow));
    // Rounded up, the same value is the least normal on both grids.
    assert_eq!(
        convert::<Double, Single>(just_below, RoundingMode::Rup),
        (LEAST_NORMAL, Flags::NX)
    );
    assert_eq!(
        convert::<Double, Single>(just_below, RoundingMode::Rtz),
        (LEAST_NORMAL - 1, underflow)
    );
}

#[test]
fn flags_are_fflags_bits() {
    let all = [Flags::NX, Flags::UF, Flags::OF, Flags::DZ, Flags::NV];
    assert_eq!(all.map(Flags::bits), [1, 2, 4, 8, 16]);
    assert_eq!(Flags::from_bits(0xff).bits(), 0x1f);
    assert_eq!((Flags::OF | Flags::NX).to_string(), "OF|NX");
    assert_eq!(Flags::NONE.to_string(), "none");
}
