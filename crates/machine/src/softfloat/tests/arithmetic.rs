//! Round to nearest against the host's own arithmetic.

use super::{Random, canonical32, canonical64, pairs};
use crate::softfloat::{Double, RoundingMode, Single, add, div, fma, mul, sqrt, sub};
// Without this import, an optimised build treats the square root of a negative subnormal as a
// number.
use std::hint::black_box;

const RNE: RoundingMode = RoundingMode::Rne;

#[test]
fn single_arithmetic_is_the_hosts() {
    let mut random = Random(1);
    for (a, b) in pairs::<Single>(&mut random, 20_000) {
        let (x, y) = (f32::from_bits(a), f32::from_bits(b));
        assert_eq!(
            add::<Single>(a, b, RNE).0,
            canonical32(x + y),
            "{a:#x} + {b:#x}"
        );
        assert_eq!(
            sub::<Single>(a, b, RNE).0,
            canonical32(x - y),
            "{a:#x} - {b:#x}"
        );
        assert_eq!(
            mul::<Single>(a, b, RNE).0,
            canonical32(x * y),
            "{a:#x} * {b:#x}"
        );
        assert_eq!(
            div::<Single>(a, b, RNE).0,
            canonical32(x / y),
            "{a:#x} / {b:#x}"
        );
        assert_eq!(
            sqrt::<Single>(a, RNE).0,
            canonical32(black_box(x.sqrt())),
            "sqrt {a:#x}"
        );
    }
}

#[test]
fn double_arithmetic_is_the_hosts() {
    let mut random = Random(2);
    for (a, b) in pairs::<Double>(&mut random, 20_000) {
        let (x, y) = (f64::from_bits(a), f64::from_bits(b));
        assert_eq!(
            add::<Double>(a, b, RNE).0,
            canonical64(x + y),
            "{a:#x} + {b:#x}"
        );
        assert_eq!(
            sub::<Double>(a, b, RNE).0,
            canonical64(x - y),
            "{a:#x} - {b:#x}"
        );
        assert_eq!(
            mul::<Double>(a, b, RNE).0,
            canonical64(x * y),
            "{a:#x} * {b:#x}"
        );
        assert_eq!(
            div::<Double>(a, b, RNE).0,
            canonical64(x / y),
            "{a:#x} / {b:#x}"
        );
        assert_eq!(
            sqrt::<Double>(a, RNE).0,
            canonical64(black_box(x.sqrt())),
            "sqrt {a:#x}"
        );
    }
}

#[test]
fn fused_multiply_add_is_the_hosts() {
    let mut random = Random(3);
    for (a, b) in pairs::<Single>(&mut random, 5_000) {
        // An addend near the product's magnitude makes the cancellation matter.
        let product = f32::from_bits(a) * f32::from_bits(b);
        let c = [
            random.next() as u32,
            (-product).to_bits(),
            product.to_bits() ^ 1,
        ][random.below(3) as usize];
        let expected = f32::from_bits(a).mul_add(f32::from_bits(b), f32::from_bits(c));
        assert_eq!(
            fma::<Single>(a, b, c, RNE).0,
            canonical32(expected),
            "{a:#x} * {b:#x} + {c:#x}"
        );
    }
    for (a, b) in pairs::<Double>(&mut random, 5_000) {
        let product = f64::from_bits(a) * f64::from_bits(b);
        let c =
            [random.next(), (-product).to_bits(), product.to_bits() ^ 1][random.below(3) as usize];
        let expected = f64::from_bits(a).mul_add(f64::from_bits(b), f64::from_bits(c));
        assert_eq!(
            fma::<Double>(a, b, c, RNE).0,
            canonical64(expected),
            "{a:#x} * {b:#x} + {c:#x}"
        );
    }
}
