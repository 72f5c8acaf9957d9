//! Float instructions: registers, NaN boxes, rounding fields, flags. The soft-float library has its
//! own tests of values.

use super::{DATA, Fault, RunExit, execute, i, machine, r, row, run, s};
use crate::softfloat::{Double, Format, Single};
use crate::{nan_box, unbox};

const BOX: u64 = 0xffff_ffff_0000_0000;
const CANONICAL: u64 = BOX | 0x7fc0_0000;
const ONE: u64 = BOX | 0x3f80_0000;
const TWO: u64 = BOX | 0x4000_0000;
/// A binary32 pattern that is not NaN-boxed.
const UNBOXED: u64 = 0x3f80_0000;
/// The dynamic rounding mode field.
const DYNAMIC: u32 = 7 << 12;

#[test]
fn boxes_are_all_ones_above_the_value() {
    assert_eq!(nan_box::<Single>(0x3f80_0000), ONE);
    assert_eq!(unbox::<Single>(ONE), 0x3f80_0000);
    assert_eq!(unbox::<Single>(UNBOXED), Single::CANONICAL_NAN);
    assert_eq!(unbox::<Single>(ONE & !(1 << 32)), Single::CANONICAL_NAN);
    assert_eq!((nan_box::<Double>(5), unbox::<Double>(5)), (5, 5));
}

#[test]
fn single_arithmetic_boxes_its_result_and_reads_unboxed_operands_as_nan() {
    let add = |a, b| {
        let hart = execute(&[r("fadd.s", 3, 1, 2) | DYNAMIC], |hart| {
            hart.f[1] = a;
            hart.f[2] = b;
        });
        (hart.f[3], hart.fflags)
    };
    assert_eq!(add(ONE, ONE), (TWO, 0));
    assert_eq!(add(ONE, UNBOXED), (CANONICAL, 0));
    // A signalling NaN of binary64 is not a boxed binary32 either. It raises nothing.
    assert_eq!(add(0x7ff0_0000_0000_0001, ONE), (CANONICAL, 0));
}

#[test]
fn sign_injection_checks_the_box_and_moves_do_not() {
    let hart = execute(
        &[
            r("fsgnj.s", 3, 1, 1),
            r("fmv.x.w", 10, 1, 0),
            r("fsgnjn.d", 4, 1, 1),
        ],
        |hart| {
            hart.f[1] = 0x1234_5678_9abc_def0;
        },
    );
    assert_eq!(hart.f[3], CANONICAL);
    assert_eq!(hart.x[10], 0xffff_ffff_9abc_def0);
    assert_eq!(hart.f[4], 0x9234_5678_9abc_def0);
    let hart = execute(
        &[
            r("fmv.w.x", 3, 10, 0),
            r("fmv.d.x", 4, 10, 0),
            r("fmv.x.d", 11, 4, 0),
        ],
        |hart| {
            hart.x[10] = 0xdead_beef_7fa0_0001;
        },
    );
    // A move keeps a signalling NaN unchanged.
    assert_eq!(hart.f[3], BOX | 0x7fa0_0001);
    assert_eq!((hart.f[4], hart.x[11]), (hart.x[10], hart.x[10]));
}

#[test]
fn loads_box_and_stores_take_the_low_word() {
    let program = [
        s("fsw", 1, 10, 0),
        i("flw", 2, 10, 0),
        s("fsd", 1, 10, 8),
        i("fld", 3, 10, 8),
    ];
    let hart = execute(&program, |hart| {
        hart.x[10] = DATA;
        hart.f[1] = 0x0123_4567_7fa0_0001;
    });
    assert_eq!(
        (hart.f[2], hart.f[3]),
        (BOX | 0x7fa0_0001, 0x0123_4567_7fa0_0001)
    );
}

#[test]
fn rounding_is_the_instructions_or_the_dynamic_one() {
    // 1 / 3 is rounded down when rounding to nearest, and up when rounding up.
    let third = |rm: u32, frm| {
        let hart = execute(&[r("fdiv.s", 3, 1, 2) | rm << 12], |hart| {
            (hart.f[1], hart.f[2], hart.frm) = (ONE, BOX | 0x4040_0000, frm);
        });
        (hart.f[3] as u32, hart.fflags)
    };
    assert_eq!(third(2, 3), (0x3eaa_aaaa, 1));
    assert_eq!(third(3, 2), (0x3eaa_aaab, 1));
    assert_eq!(third(7, 2), (0x3eaa_aaaa, 1));
    assert_eq!(third(7, 3), (0x3eaa_aaab, 1));
}

#[test]
fn an_invalid_dynamic_mode_is_illegal_where_it_is_used() {
    for frm in 5..8 {
        let dynamic = r("fadd.s", 3, 1, 2) | DYNAMIC;
        let mut machine = machine(&[r("fadd.s", 3, 1, 2), r("fmin.s", 4, 1, 2), dynamic]);
        machine.hart.frm = frm;
        let pc = super::CODE + 8;
        assert_eq!(
            run(&mut machine),
            RunExit::Fault(Fault::Illegal {
                pc,
                encoding: dynamic
            })
        );
        assert_eq!(machine.hart.pc, pc);
    }
}

#[test]
fn flags_accrue() {
    let program = [
        r("fdiv.s", 3, 1, 2),
        r("feq.s", 10, 4, 4),
        r("fadd.s", 3, 1, 1),
    ];
    let hart = execute(&program, |hart| {
        // 1 / 0, then a comparison with a signalling NaN, then an exact sum.
        (hart.f[1], hart.f[2], hart.f[4]) = (ONE, BOX, BOX | 0x7fa0_0000);
    });
    assert_eq!((hart.fflags, hart.x[10]), (0x18, 0));
}

#[test]
fn unsigned_words_are_sign_extended_in_integer_registers() {
    let hart = execute(
        &[
            r("fcvt.wu.d", 10, 1, 1),
            r("fcvt.w.d", 11, 1, 0),
            r("fclass.d", 12, 1, 0),
        ],
        |hart| {
            hart.f[1] = 4_294_967_295.0_f64.to_bits();
        },
    );
    assert_eq!(
        (hart.x[10], hart.x[11], hart.x[12]),
        (u64::MAX, 0x7fff_ffff, 1 << 6)
    );
}

#[test]
fn fused_forms_differ_in_signs() {
    // 3 * 5, with 1 added or subtracted.
    let value = |mnemonic: &str| {
        let encoding = row(mnemonic).pattern.value | 4 << 7 | 1 << 15 | 2 << 20 | 3 << 27;
        let hart = execute(&[encoding], |hart| {
            (hart.f[1], hart.f[2], hart.f[3]) = (3_f64.to_bits(), 5_f64.to_bits(), 1_f64.to_bits());
        });
        f64::from_bits(hart.f[4])
    };
    let all = ["fmadd.d", "fmsub.d", "fnmsub.d", "fnmadd.d"].map(value);
    assert_eq!(all, [16.0, 14.0, -14.0, -16.0]);
}

#[test]
fn control_and_status_registers_are_views_of_one() {
    let (fflags, frm, fcsr) = (1, 2, 3);
    let program = [
        i("csrrw", 10, 5, fcsr),
        i("csrrs", 11, 0, fflags),
        i("csrrc", 12, 6, frm),
        i("csrrwi", 13, 31, fflags),
    ];
    let hart = execute(&program, |hart| {
        (hart.x[5], hart.x[6], hart.fflags) = (0xfff_ff6a, 1, 3);
    });
    assert_eq!(
        [hart.x[10], hart.x[11], hart.x[12], hart.x[13]],
        [3, 0x0a, 3, 0x0a]
    );
    assert_eq!((hart.frm, hart.fflags, hart.fcsr()), (2, 31, 0x5f));
}
