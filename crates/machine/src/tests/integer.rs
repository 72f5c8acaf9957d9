//! Integer computation, by hand from the specification.

use super::{Random, execute, i, r};
use crate::{Fault, RunExit};

const MINUS_ONE: u64 = u64::MAX;
const LEAST: u64 = 1 << 63;

/// `rd` of a register-register instruction on these operands.
fn register(mnemonic: &str, a: u64, b: u64) -> u64 {
    let hart = execute(&[r(mnemonic, 10, 11, 12)], |hart| {
        hart.x[11] = a;
        hart.x[12] = b;
    });
    hart.x[10]
}

/// `rd` of a register-immediate instruction.
fn immediate(mnemonic: &str, a: u64, imm: i32) -> u64 {
    execute(&[i(mnemonic, 10, 11, imm)], |hart| hart.x[11] = a).x[10]
}

#[test]
fn arithmetic_wraps_and_immediates_are_sign_extended() {
    assert_eq!(register("add", u64::MAX, 2), 1);
    assert_eq!(register("sub", 0, 1), MINUS_ONE);
    assert_eq!(immediate("addi", 5, -6), MINUS_ONE);
    assert_eq!(immediate("xori", 0, -1), MINUS_ONE);
    assert_eq!(immediate("andi", MINUS_ONE, -2048), -2048_i64 as u64);
    assert_eq!(immediate("ori", 1, 0x7fe), 0x7ff);
}

#[test]
fn comparisons_know_signs() {
    assert_eq!(
        (
            register("slt", MINUS_ONE, 0),
            register("sltu", MINUS_ONE, 0)
        ),
        (1, 0)
    );
    assert_eq!(
        (
            register("slt", LEAST, LEAST - 1),
            register("sltu", LEAST, LEAST - 1)
        ),
        (1, 0)
    );
    assert_eq!((register("slt", 7, 7), register("sltu", 7, 7)), (0, 0));
    // SLTIU sign-extends its immediate, then compares unsigned.
    assert_eq!(
        (immediate("slti", 0, -1), immediate("sltiu", 0, -1)),
        (0, 1)
    );
}

#[test]
fn shifts_use_the_low_bits_of_the_amount() {
    assert_eq!(register("sll", 1, 64 + 63), LEAST);
    assert_eq!(register("srl", LEAST, 63), 1);
    assert_eq!(register("sra", LEAST, 63), MINUS_ONE);
    assert_eq!(immediate("slli", 1, 63), LEAST);
    assert_eq!(immediate("srai", LEAST, 63), MINUS_ONE);
    assert_eq!(register("sllw", 1, 32 + 31), 0xffff_ffff_8000_0000);
    assert_eq!(register("srlw", 0xffff_ffff_8000_0000, 31), 1);
    assert_eq!(register("sraw", 0x8000_0000, 32 + 4), 0xffff_ffff_f800_0000);
}

#[test]
fn word_operations_ignore_the_upper_half_and_sign_extend() {
    assert_eq!(
        register("addw", 0xdead_0000_7fff_ffff, 1),
        0xffff_ffff_8000_0000
    );
    assert_eq!(register("subw", 0x1_0000_0000, 1), MINUS_ONE);
    assert_eq!(immediate("addiw", 0x1234_5678_ffff_ffff, 0), MINUS_ONE);
    assert_eq!(immediate("slliw", 0x4000_0000, 1), 0xffff_ffff_8000_0000);
    assert_eq!(immediate("srliw", 0xffff_ffff_ffff_ffff, 28), 15);
    assert_eq!(immediate("srliw", 0x8000_0000, 0), 0xffff_ffff_8000_0000);
    assert_eq!(immediate("sraiw", 0x8000_0000, 31), MINUS_ONE);
}

#[test]
fn upper_immediates_are_sign_extended() {
    let lui = super::row("lui").pattern.value | 10 << 7 | 0x8000_0000;
    assert_eq!(execute(&[lui], |_| ()).x[10], 0xffff_ffff_8000_0000);
    let auipc = super::row("auipc").pattern.value | 10 << 7 | 0xffff_f000;
    assert_eq!(execute(&[auipc], |_| ()).x[10], super::CODE - 0x1000);
}

#[test]
fn compressed_unary_operations_match_their_long_forms() {
    // c.zext.b, c.sext.b, c.zext.h, c.sext.h, c.zext.w, c.not on a0.
    let run = |encoding, a| execute(&[encoding], |hart| hart.x[10] = a).x[10];
    let a = 0x8765_4321_89ab_cdef;
    assert_eq!(run(0x9d61, a), 0xef);
    assert_eq!(run(0x9d65, a), 0xffff_ffff_ffff_ffef);
    assert_eq!(run(0x9d69, a), 0xcdef);
    assert_eq!(run(0x9d6d, a), 0xffff_ffff_ffff_cdef);
    assert_eq!(run(0x9d71, a), 0x89ab_cdef);
    assert_eq!(run(0x9d75, a), !a);
}

#[test]
fn x0_stays_zero() {
    let hart = execute(&[i("addi", 0, 11, 5), r("add", 10, 0, 0)], |hart| {
        hart.x[0] = 99;
        hart.x[11] = 7;
    });
    assert_eq!((hart.x[0], hart.x[10]), (0, 0));
}

#[test]
fn random_operands_agree_with_wide_arithmetic() {
    let mut random = Random(40);
    for _ in 0..200 {
        let (a, b) = (random.next(), random.next());
        let wide = i128::from(a as i64) + i128::from(b as i64);
        assert_eq!(register("add", a, b), wide as u64);
        let wide = i128::from(a as i32) - i128::from(b as i32);
        assert_eq!(register("subw", a, b), i64::from(wide as i32) as u64);
        assert_eq!(
            register("sra", a, b),
            (i128::from(a as i64) >> (b & 63)) as u64
        );
        assert_eq!(register("srl", a, b), (u128::from(a) >> (b & 63)) as u64);
    }
}

#[test]
fn fences_do_nothing_and_calls_to_the_environment_are_faults() {
    let fence = super::row("fence").pattern.value | 0x0ff0_0000;
    let before = execute(&[], |hart| hart.x[5] = 3);
    let mut after = execute(&[fence, super::row("fence.i").pattern.value], |hart| {
        hart.x[5] = 3
    });
    after.pc = before.pc;
    assert_eq!(after, before);
    let mut machine = super::machine(&[super::row("ecall").pattern.value]);
    assert_eq!(
        super::run(&mut machine),
        RunExit::Fault(Fault::Ecall { pc: super::CODE })
    );
    assert_eq!(machine.retired(), 0);
}
