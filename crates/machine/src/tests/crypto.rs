//! Carry-less multiplication and bit manipulation for cryptography.

use super::{Random, execute, r};

const A: u64 = 0x8765_4321_89ab_cdef;
const B: u64 = 0x0123_4567_fedc_ba98;

/// `rd` of an instruction on these operands.
fn run(mnemonic: &str, a: u64, b: u64) -> u64 {
    let second = if mnemonic == "brev8" { 0 } else { 12 };
    let hart = execute(&[r(mnemonic, 10, 11, second)], |hart| {
        (hart.x[11], hart.x[12]) = (a, b);
    });
    hart.x[10]
}

#[test]
fn low_parts_are_packed() {
    assert_eq!(run("pack", A, B), 0xfedc_ba98_89ab_cdef);
    assert_eq!(run("packh", A, B), 0x98ef);
    // The word is sign-extended.
    assert_eq!(run("packw", A, B), 0xffff_ffff_ba98_cdef);
    assert_eq!(run("packw", A, 0x7fff), 0x7fff_cdef);
}

#[test]
fn bits_are_reversed_byte_by_byte() {
    assert_eq!(
        run("brev8", 0x0102_0408_1020_4081, 0),
        0x8040_2010_0804_0281
    );
}

#[test]
fn carries_are_left_out() {
    let all = |a, b| ["clmul", "clmulh", "clmulr"].map(|mnemonic| run(mnemonic, a, b));
    // (x + 1)^2 = x^2 + 1.
    assert_eq!(all(3, 3), [5, 0, 0]);
    assert_eq!(all(1 << 63, 1 << 63), [0, 1 << 62, 1 << 63]);
    assert_eq!(all(1 << 63, 2), [0, 1, 2]);
    // All coefficients are one: every second coefficient of the square is.
    let every_second = 0x5555_5555_5555_5555;
    assert_eq!(
        all(u64::MAX, u64::MAX),
        [every_second, every_second, every_second << 1]
    );
}

#[test]
fn random_products_are_the_specifications_sums() {
    let mut random = Random(70);
    for _ in 0..200 {
        let (a, b) = (random.next(), random.next() >> random.below(64));
        // The three loops in the specification.
        let sum = |term: &dyn Fn(u32) -> u64| {
            let terms = (0..64).filter(|index| b >> index & 1 == 1).map(term);
            terms.fold(0, |sum, term| sum ^ term)
        };
        assert_eq!(run("clmul", a, b), sum(&|index| a << index));
        let high = |index: u32| a.checked_shr(64 - index).unwrap_or(0);
        assert_eq!(run("clmulh", a, b), sum(&high));
        assert_eq!(run("clmulr", a, b), sum(&|index| a >> (63 - index)));
    }
}
