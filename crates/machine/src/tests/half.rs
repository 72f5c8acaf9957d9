//! Half-precision instructions: NaN boxes, moves, conversions. The soft-float library has its own
//! tests of values.

use super::{CODE, DATA, Fault, RunExit, execute, i, machine, r, run, s};
use crate::registers::FloatReg;
use crate::{Extension, Extensions, decode};

/// All ones above a binary16.
const BOX: u64 = 0xffff_ffff_ffff_0000;
const ONE: u64 = BOX | 0x3c00;
const CANONICAL: u64 = BOX | 0x7e00;
/// All ones above a binary32.
const SINGLE_BOX: u64 = 0xffff_ffff_0000_0000;

#[test]
fn results_are_boxed_and_unboxed_operands_are_nan() {
    let add = |a, b| {
        let hart = execute(&[r("fadd.h", 3, 1, 2)], |hart| {
            (hart.f[1], hart.f[2]) = (a, b);
        });
        (hart.f[3], hart.fflags)
    };
    assert_eq!(add(ONE, ONE), (BOX | 0x4000, 0));
    // A NaN-boxed binary32 is not a NaN-boxed binary16.
    assert_eq!(add(ONE, SINGLE_BOX | 0x3c00), (CANONICAL, 0));
    assert_eq!(add(0x3c00, ONE), (CANONICAL, 0));
}

#[test]
fn loads_stores_and_moves_keep_every_bit() {
    let signaling = 0x7c01;
    let program = [
        s("fsh", 1, 10, 0),
        i("flh", 2, 10, 0),
        r("fmv.x.h", 11, 1, 0),
        r("fmv.h.x", 3, 12, 0),
        r("fmv.x.h", 13, 3, 0),
        i("lhu", 14, 10, 0),
    ];
    let hart = execute(&program, |hart| {
        (hart.x[10], hart.x[12]) = (DATA, 0x1234_5678_9abc_fe01);
        hart.f[1] = 0x0123_4567_89ab_0000 | signaling;
    });
    assert_eq!((hart.f[2], hart.x[11]), (BOX | signaling, signaling));
    // The upper bits of the integer register are copies of the sign.
    assert_eq!((hart.f[3], hart.x[13]), (BOX | 0xfe01, BOX | 0xfe01));
    assert_eq!((hart.x[14], hart.fflags), (signaling, 0));
}

#[test]
fn formats_convert_into_each_other() {
    let program = [
        r("fcvt.s.h", 2, 1, 0) | 2 << 20,
        r("fcvt.d.h", 3, 1, 0) | 2 << 20,
        r("fcvt.h.s", 4, 2, 0),
        r("fcvt.h.d", 5, 3, 1),
        r("fcvt.w.h", 11, 1, 0) | 1 << 12,
        r("fcvt.h.w", 6, 11, 0),
        r("fclass.h", 12, 1, 0),
    ];
    // -1.5.
    let hart = execute(&program, |hart| hart.f[1] = BOX | 0xbe00);
    assert_eq!(hart.f[2], SINGLE_BOX | 0xbfc0_0000);
    assert_eq!(hart.f[3], (-1.5_f64).to_bits());
    assert_eq!([hart.f[4], hart.f[5]], [BOX | 0xbe00; 2]);
    // Towards zero, and inexact.
    assert_eq!(
        (hart.x[11], hart.f[6], hart.fflags),
        (u64::MAX, BOX | 0xbc00, 1)
    );
    assert_eq!(hart.x[12], 1 << 1);
}

#[test]
fn a_strict_hart_demands_the_box_of_a_half() {
    // Moves and the store ignore NaN boxes. The binary32 result is NaN-boxed.
    let program = [
        r("fmv.x.h", 11, 1, 0),
        s("fsh", 1, 10, 0),
        r("fsqrt.s", 2, 1, 0),
        r("fcvt.s.h", 2, 1, 0),
    ];
    let mut machine = machine(&program);
    machine.hart.strict = true;
    let pattern = SINGLE_BOX | 0x3f80_0000;
    (machine.hart.x[10], machine.hart.f[1]) = (DATA, pattern);
    let unboxed = Fault::Unboxed {
        pc: CODE + 12,
        reg: FloatReg::new(1),
        pattern,
        width: 16,
    };
    assert_eq!(run(&mut machine), RunExit::Fault(unboxed));
    assert!(unboxed.to_string().contains("no NaN-boxed binary16"));
}

#[test]
fn zfhmin_alone_has_no_arithmetic() {
    let minimal = Extensions::GC.with(Extension::Zfhmin);
    assert!(decode(r("fcvt.h.d", 4, 2, 0), minimal).is_ok());
    assert!(decode(r("fadd.h", 3, 1, 2), minimal).is_err());
    // Without D, there is no conversion from binary64.
    let single = minimal.without(Extension::D).without(Extension::Zcd);
    assert!(decode(r("fcvt.h.s", 4, 2, 0), single).is_ok());
    assert!(decode(r("fcvt.h.d", 4, 2, 0), single).is_err());
}
