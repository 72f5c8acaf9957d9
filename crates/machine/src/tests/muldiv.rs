//! Multiplication and division, by hand from the specification's table of corner cases.

use super::{Random, execute, r};

const MINUS_ONE: u64 = u64::MAX;
const LEAST: u64 = 1 << 63;
const LEAST_WORD: u64 = 0xffff_ffff_8000_0000;

fn run(mnemonic: &str, a: u64, b: u64) -> u64 {
    let hart = execute(&[r(mnemonic, 10, 11, 12)], |hart| {
        hart.x[11] = a;
        hart.x[12] = b;
    });
    hart.x[10]
}

#[test]
fn division_by_zero_gives_all_ones_and_the_dividend() {
    for a in [0, 7, MINUS_ONE, LEAST] {
        assert_eq!(run("div", a, 0), MINUS_ONE);
        assert_eq!(run("divu", a, 0), MINUS_ONE);
        assert_eq!(run("rem", a, 0), a);
        assert_eq!(run("remu", a, 0), a);
    }
    let a = 0x1234_5678_9abc_def0;
    let low = 0xffff_ffff_9abc_def0;
    assert_eq!(run("divw", a, 0xf_0000_0000), MINUS_ONE);
    assert_eq!(run("divuw", a, 0xf_0000_0000), MINUS_ONE);
    assert_eq!(run("remw", a, 0xf_0000_0000), low);
    assert_eq!(run("remuw", a, 0xf_0000_0000), low);
}

#[test]
fn signed_overflow_gives_the_dividend_and_zero() {
    assert_eq!(run("div", LEAST, MINUS_ONE), LEAST);
    assert_eq!(run("rem", LEAST, MINUS_ONE), 0);
    assert_eq!(run("divw", 0x8000_0000, MINUS_ONE), LEAST_WORD);
    assert_eq!(run("remw", 0x8000_0000, MINUS_ONE), 0);
}

#[test]
fn quotients_truncate_and_remainders_have_the_dividends_sign() {
    let minus = |n: i64| -n as u64;
    assert_eq!(
        (run("div", minus(7), 2), run("rem", minus(7), 2)),
        (minus(3), minus(1))
    );
    assert_eq!(
        (run("div", 7, minus(2)), run("rem", 7, minus(2))),
        (minus(3), 1)
    );
    assert_eq!(run("divu", MINUS_ONE, 2), MINUS_ONE >> 1);
    assert_eq!(run("divuw", MINUS_ONE, 1), MINUS_ONE);
    assert_eq!(run("remuw", 0xffff_ffff, 0x8000_0000), 0x7fff_ffff);
}

#[test]
fn high_halves_are_those_of_the_wide_product() {
    let mut random = Random(41);
    let edges = [0, 1, MINUS_ONE, LEAST, LEAST - 1];
    let every = edges
        .iter()
        .flat_map(|a| edges.iter().map(move |b| (*a, *b)));
    let random: Vec<_> = (0..200).map(|_| (random.next(), random.next())).collect();
    for (a, b) in every.chain(random) {
        let (signed_a, signed_b) = (i128::from(a as i64), i128::from(b as i64));
        assert_eq!(run("mul", a, b), a.wrapping_mul(b));
        assert_eq!(run("mulh", a, b), ((signed_a * signed_b) >> 64) as u64);
        assert_eq!(
            run("mulhsu", a, b),
            ((signed_a * i128::from(b)) >> 64) as u64
        );
        assert_eq!(
            run("mulhu", a, b),
            ((u128::from(a) * u128::from(b)) >> 64) as u64
        );
        assert_eq!(
            run("mulw", a, b),
            i64::from((a as i32).wrapping_mul(b as i32)) as u64
        );
    }
}
