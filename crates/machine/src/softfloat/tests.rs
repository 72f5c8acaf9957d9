//! Tests of the soft-float library: against the host where it has the operation, otherwise by hand
//! from the specification.

mod arithmetic;
mod compare;
mod convert;
mod directed;
mod flags;
mod half;
mod integral;

use super::{Double, Format, Single};

/// SplitMix64: the tests' only source of randomness, always from a fixed seed.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// Patterns around every boundary of a format: zero, subnormals, the normal range's ends, one,
/// integers' ends, infinity, NaNs.
fn special<F: Format>() -> Vec<u128> {
    let fraction = F::PRECISION - 1;
    let top = (1 << (F::WIDTH - F::PRECISION)) - 1;
    let bias = top / 2;
    let exponents = [
        0,
        1,
        2,
        bias - 1,
        bias,
        bias + 1,
        bias + 31,
        bias + 32,
        bias + 63,
        bias + 64,
        top - 1,
        top,
    ];
    let fractions = [
        0,
        1,
        (1 << fraction) - 1,
        1 << (fraction - 1),
        (1 << (fraction - 1)) + 1,
    ];
    let mut patterns = Vec::new();
    for exponent in exponents {
        for low in fractions {
            let magnitude = (exponent as u128) << fraction | low;
            patterns.extend([magnitude, magnitude | 1 << (F::WIDTH - 1)]);
        }
    }
    patterns
}

/// Operands: every pair of special patterns, and random ones whose exponents are often near each
/// other.
fn pairs<F: Format>(random: &mut Random, count: usize) -> Vec<(F::Bits, F::Bits)> {
    let special = special::<F>();
    let every = special
        .iter()
        .flat_map(|a| special.iter().map(move |b| (*a, *b)));
    let mut pairs: Vec<_> = every.collect();
    for _ in 0..count {
        let a = random.next();
        let b = random.next();
        let near = a ^ (random.next() >> random.below(40));
        pairs.push((a.into(), if b & 1 == 0 { b } else { near }.into()));
        pairs.push((special[b as usize % special.len()], a.into()));
    }
    pairs
        .into_iter()
        .map(|(a, b)| (F::truncate(a), F::truncate(b)))
        .collect()
}

/// The canonical NaN for any NaN.
fn canonical32(value: f32) -> u32 {
    if value.is_nan() {
        Single::CANONICAL_NAN
    } else {
        value.to_bits()
    }
}

/// The canonical NaN for any NaN.
fn canonical64(value: f64) -> u64 {
    if value.is_nan() {
        Double::CANONICAL_NAN
    } else {
        value.to_bits()
    }
}
