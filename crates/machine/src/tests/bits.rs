//! Bit manipulation and conditional operations. Expected values are by hand from the specification;
//! random operands are checked against a bit-by-bit implementation of it.

use super::{Random, execute, r, row};

const ONES: u64 = u64::MAX;
const A: u64 = 0x8765_4321_89ab_cdef;
const B: u64 = 0x0123_4567_fedc_ba98;

/// `rd` of a register-register instruction on these operands.
fn register(mnemonic: &str, a: u64, b: u64) -> u64 {
    let hart = execute(&[r(mnemonic, 10, 11, 12)], |hart| {
        hart.x[11] = a;
        hart.x[12] = b;
    });
    hart.x[10]
}

/// `rd` of an instruction with one operand.
fn unary(mnemonic: &str, a: u64) -> u64 {
    immediate(mnemonic, a, 0)
}

/// `rd` of an instruction with a shift amount or bit index.
fn immediate(mnemonic: &str, a: u64, imm: u32) -> u64 {
    let encoding = row(mnemonic).pattern.value | 10 << 7 | 11 << 15 | imm << 20;
    execute(&[encoding], |hart| hart.x[11] = a).x[10]
}

#[test]
fn addresses_are_scaled_and_their_low_words_zero_extended() {
    assert_eq!(register("add.uw", A, B), 0x0123_4568_8888_8887);
    assert_eq!(register("sh1add", A, 1), 0x0eca_8643_1357_9bdf);
    assert_eq!(register("sh2add", A, 1), 0x1d95_0c86_26af_37bd);
    assert_eq!(register("sh3add", A, 1), 0x3b2a_190c_4d5e_6f79);
    assert_eq!(register("sh1add.uw", A, 1), 0x0000_0001_1357_9bdf);
    assert_eq!(register("sh2add.uw", A, 1), 0x0000_0002_26af_37bd);
    assert_eq!(register("sh3add.uw", A, 1), 0x0000_0004_4d5e_6f79);
    assert_eq!(register("sh3add", 1 << 61, ONES), ONES);
    assert_eq!(immediate("slli.uw", A, 0), 0x89ab_cdef);
    assert_eq!(immediate("slli.uw", A, 36), 0x9abc_def0_0000_0000);
    assert_eq!(immediate("slli.uw", 1, 63), 1 << 63);
}

#[test]
fn the_second_operand_is_inverted() {
    assert_eq!(register("andn", 0b1100, 0b1010), 0b0100);
    assert_eq!(register("orn", 0b1100, 0b1010), !0b0010);
    assert_eq!(register("xnor", 0b1100, 0b1010), !0b0110);
}

#[test]
fn bits_are_counted() {
    let count = |a| ["clz", "ctz", "cpop"].map(|mnemonic| unary(mnemonic, a));
    let count_word = |a| ["clzw", "ctzw", "cpopw"].map(|mnemonic| unary(mnemonic, a));
    assert_eq!(count(0), [64, 64, 0]);
    assert_eq!(count(ONES), [0, 0, 64]);
    assert_eq!(count(0x0000_8000_0000_0010), [16, 4, 2]);
    assert_eq!(count_word(0xffff_ffff_0000_0000), [32, 32, 0]);
    assert_eq!(count_word(0xffff_ffff_0001_0100), [15, 8, 2]);
    assert_eq!(count_word(ONES), [0, 0, 32]);
}

#[test]
fn minimum_and_maximum_know_signs() {
    let both = |names: [&str; 2], a, b| names.map(|mnemonic| register(mnemonic, a, b));
    assert_eq!(both(["min", "max"], ONES, 1), [ONES, 1]);
    assert_eq!(both(["min", "max"], 1, ONES), [ONES, 1]);
    assert_eq!(both(["minu", "maxu"], ONES, 1), [1, ONES]);
    assert_eq!(both(["minu", "maxu"], 1, ONES), [1, ONES]);
}

#[test]
fn low_parts_are_extended() {
    assert_eq!(unary("sext.b", A), 0xffff_ffff_ffff_ffef);
    assert_eq!(unary("sext.b", 0xff7f), 0x7f);
    assert_eq!(unary("sext.h", A), 0xffff_ffff_ffff_cdef);
    assert_eq!(unary("sext.h", 0xf_7fff), 0x7fff);
    assert_eq!(unary("zext.h", A), 0xcdef);
}

#[test]
fn rotation_uses_the_low_bits_of_the_amount() {
    assert_eq!(register("rol", A, 64 + 4), 0x7654_3218_9abc_def8);
    assert_eq!(register("ror", A, 64 + 4), 0xf876_5432_189a_bcde);
    assert_eq!(immediate("rori", A, 36), 0x189a_bcde_f876_5432);
    assert_eq!([register("rol", A, 0), register("ror", A, 64)], [A, A]);
    // Word rotations use 5 bits of the amount, and sign-extend the result.
    assert_eq!(register("rolw", A, 32 + 8), 0xffff_ffff_abcd_ef89);
    assert_eq!(register("rolw", A, 4), 0xffff_ffff_9abc_def8);
    assert_eq!(register("rorw", A, 32 + 8), 0xffff_ffff_ef89_abcd);
    assert_eq!(register("rorw", 0x10, 4), 1);
    assert_eq!(immediate("roriw", A, 4), 0xffff_ffff_f89a_bcde);
    assert_eq!(immediate("roriw", 0xffff_ffff_7fff_ffff, 0), 0x7fff_ffff);
}

#[test]
fn bytes_are_combined_and_reversed() {
    assert_eq!(unary("orc.b", 0x0100_8000_0010_00ff), 0xff00_ff00_00ff_00ff);
    assert_eq!([unary("orc.b", 0), unary("orc.b", A)], [0, ONES]);
    assert_eq!(unary("rev8", A), 0xefcd_ab89_2143_6587);
}

#[test]
fn single_bits_are_named_by_the_low_six_bits() {
    for index in [0, 1, 31, 32, 63] {
        let bit = 1_u64 << index;
        let far = u64::from(index) | 0xff40;
        assert_eq!(register("bset", 0, far), bit);
        assert_eq!(register("bclr", ONES, far), !bit);
        assert_eq!(register("binv", A, far), A ^ bit);
        assert_eq!(register("bext", A, far), A >> index & 1);
        assert_eq!(immediate("bseti", 0, index), bit);
        assert_eq!(immediate("bclri", ONES, index), !bit);
        assert_eq!(immediate("binvi", A, index), A ^ bit);
        assert_eq!(immediate("bexti", A, index), A >> index & 1);
    }
}

#[test]
fn a_condition_selects_a_value_or_zero() {
    let both = |a, b| ["czero.eqz", "czero.nez"].map(|mnemonic| register(mnemonic, a, b));
    assert_eq!(both(A, 0), [0, A]);
    for condition in [1, 1 << 32, 1 << 63, ONES] {
        assert_eq!(both(A, condition), [A, 0]);
    }
}

/// The value whose bit `index` is `bit(index)`.
fn from_bits(bit: impl Fn(u32) -> u64) -> u64 {
    (0..64).map(|index| (bit(index) & 1) << index).sum()
}

#[test]
fn random_operands_agree_bit_by_bit() {
    let mut random = Random(42);
    for _ in 0..200 {
        let (a, b) = (random.next(), random.next());
        let amount = (b % 64) as u32;
        let rotated = from_bits(|index| a >> ((index + amount) % 64));
        assert_eq!(register("ror", a, b), rotated);
        assert_eq!(immediate("rori", a, amount), rotated);
        let rotated = from_bits(|index| a >> ((index + 64 - amount) % 64));
        assert_eq!(register("rol", a, b), rotated);
        let word = from_bits(|index| a >> ((index.min(31) + amount) % 32));
        assert_eq!(register("rorw", a, b), word);
        let reversed = from_bits(|index| a >> (56 - index / 8 * 8 + index % 8));
        assert_eq!(unary("rev8", a), reversed);
        let sparse = a & b & random.next() & random.next();
        let combined = from_bits(|index| u64::from(sparse >> (index / 8 * 8) & 0xff != 0));
        assert_eq!(unary("orc.b", sparse), combined);
        let ones: u64 = (0..64).map(|index| a >> index & 1).sum();
        assert_eq!(unary("cpop", a), ones);
    }
}
