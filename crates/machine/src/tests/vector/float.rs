//! Floating point.

use super::{Hart, compute, execute, get, masked, put, select, v};
use crate::nan_box;
use crate::softfloat::{Flags, Half, Single};

/// Bits of a binary32.
fn single(value: f32) -> u64 {
    value.to_bits().into()
}

#[test]
fn arithmetic_takes_vectors_and_scalars() {
    let (a, b) = ([single(1.5), single(-8.0)], [single(0.5), single(2.0)]);
    let vv = |mnemonic| compute(v(mnemonic, 4, 8, 12), 32, &a, &b, 32);
    assert_eq!(vv("vfadd.vv"), [single(2.0), single(-6.0)]);
    assert_eq!(vv("vfdiv.vv"), [single(3.0), single(-4.0)]);
    assert_eq!(vv("vfsgnjx.vv"), [single(1.5), single(-8.0)]);
    assert_eq!(vv("vfmin.vv"), [single(0.5), single(-8.0)]);
    assert_eq!(vv("vfwmul.vv").len(), 2);
    let scalar = |mnemonic, f5| {
        let hart = execute(&[v(mnemonic, 4, 8, 5)], |hart| {
            select(hart, 32, 0, 1);
            put(hart, 8, 32, &[single(4.0)]);
            hart.f[5] = f5;
        });
        get(&hart, 4, 32, 1)[0]
    };
    let two = nan_box::<Single>(2.0_f32.to_bits());
    assert_eq!(scalar("vfrsub.vf", two), single(-2.0));
    assert_eq!(scalar("vfrdiv.vf", two), single(0.5));
    // A scalar that is not NaN-boxed is a canonical NaN.
    assert_eq!(scalar("vfadd.vf", single(2.0)), 0x7fc0_0000);
}

#[test]
fn fused_operations_differ_in_signs_and_in_what_they_overwrite() {
    let run = |mnemonic| {
        let hart = execute(&[v(mnemonic, 4, 8, 12)], |hart| {
            select(hart, 32, 0, 1);
            put(hart, 4, 32, &[single(10.0)]);
            put(hart, 8, 32, &[single(3.0)]);
            put(hart, 12, 32, &[single(5.0)]);
        });
        f32::from_bits(get(&hart, 4, 32, 1)[0] as u32)
    };
    assert_eq!((run("vfmacc.vv"), run("vfnmacc.vv")), (25.0, -25.0));
    assert_eq!((run("vfmsac.vv"), run("vfnmsac.vv")), (5.0, -5.0));
    assert_eq!((run("vfmadd.vv"), run("vfnmadd.vv")), (53.0, -53.0));
    assert_eq!((run("vfmsub.vv"), run("vfnmsub.vv")), (47.0, -47.0));
}

#[test]
fn half_precision_overflows_early() {
    // 65504 is the largest finite number, 0x0001 the smallest.
    assert_eq!(
        compute(
            v("vfadd.vv", 4, 8, 12),
            16,
            &[0x7bff, 0x3c00],
            &[0x7bff, 0x3c00],
            16
        ),
        [0x7c00, 0x4000]
    );
    assert_eq!(
        compute(v("vfsqrt.v", 4, 8, 0), 16, &[0x0001, 0x7bff], &[], 16),
        [0x0c00, 0x5bff]
    );
    assert_eq!(
        compute(v("vfcvt.f.xu.v", 4, 8, 0), 16, &[65535], &[], 16),
        [0x7c00]
    );
    assert_eq!(
        compute(v("vfwcvt.f.f.v", 4, 8, 0), 16, &[0x3c01], &[], 32),
        [0x3f80_2000]
    );
}

/// The first element of v4 after `encoding` on `a`, and the flags.
fn convert(encoding: u32, sew: u32, (from, a): (u32, u64), to: u32) -> (u64, Flags) {
    let hart = execute(&[encoding], |hart| {
        select(hart, sew, 0, 1);
        put(hart, 8, from, &[a]);
    });
    (get(&hart, 4, to, 1)[0], Flags::from_bits(hart.fflags))
}

#[test]
fn conversions_saturate_at_the_width_of_the_result() {
    let narrow = |mnemonic, a: u64| convert(v(mnemonic, 4, 8, 0), 8, (16, a), 8);
    // 300, -300 and 127.5 in binary16, and a NaN.
    assert_eq!(narrow("vfncvt.x.f.w", 0x5cb0), (0x7f, Flags::NV));
    assert_eq!(narrow("vfncvt.x.f.w", 0xdcb0), (0x80, Flags::NV));
    assert_eq!(narrow("vfncvt.x.f.w", 0x57f8), (0x7f, Flags::NV));
    assert_eq!(narrow("vfncvt.rtz.x.f.w", 0x57f8), (0x7f, Flags::NX));
    assert_eq!(narrow("vfncvt.xu.f.w", 0x7e00), (0xff, Flags::NV));
    assert_eq!(narrow("vfncvt.xu.f.w", 0xbc00), (0, Flags::NV));
    let wide = convert(v("vfwcvt.x.f.v", 4, 8, 0), 32, (32, single(-2.5)), 64);
    assert_eq!(wide, (-2_i64 as u64, Flags::NX));
}

#[test]
fn rounding_to_odd_never_overflows_and_keeps_a_sticky_bit() {
    let odd = |a: f64| convert(v("vfncvt.rod.f.f.w", 4, 8, 0), 32, (64, a.to_bits()), 32).0;
    assert_eq!(odd(1.0), single(1.0));
    assert_eq!(odd(1.0 + f64::EPSILON), single(1.0) | 1);
    assert_eq!(odd(-1e300), single(f32::MIN));
    assert_eq!(odd(f64::INFINITY), single(f32::INFINITY));
}

#[test]
fn comparisons_with_nan_are_false_but_not_equal() {
    let nan = 0x7fc0_0000;
    let run = |mnemonic| {
        let hart = execute(&[v(mnemonic, 4, 8, 12)], |hart| {
            select(hart, 32, 0, 2);
            put(hart, 8, 32, &[single(1.0), nan]);
            put(hart, 12, 32, &[single(1.0), single(1.0)]);
        });
        (get(&hart, 4, 8, 1)[0] & 3, Flags::from_bits(hart.fflags))
    };
    assert_eq!(run("vmfeq.vv"), (0b01, Flags::NONE));
    assert_eq!(run("vmfne.vv"), (0b10, Flags::NONE));
    assert_eq!(run("vmfle.vv"), (0b01, Flags::NV));
    assert_eq!(run("vmflt.vv"), (0b00, Flags::NV));
}

#[test]
fn a_sum_without_active_elements_is_its_scalar_as_it_is() {
    let signalling = 0x7fa0_0000;
    let run = |encoding, prepare: fn(&mut Hart)| {
        let hart = execute(&[encoding], |hart| {
            select(hart, 32, 0, 2);
            put(hart, 8, 32, &[single(1.0), single(2.0)]);
            put(hart, 12, 32, &[0x7fa0_0000]);
            prepare(hart);
        });
        (get(&hart, 4, 32, 1)[0], Flags::from_bits(hart.fflags))
    };
    assert_eq!(
        run(masked("vfredosum.vs", 4, 8, 12), |_| {}),
        (signalling, Flags::NONE)
    );
    assert_eq!(
        run(v("vfredosum.vs", 4, 8, 12), |_| {}),
        (0x7fc0_0000, Flags::NV)
    );
    let four = |hart: &mut Hart| put(hart, 12, 32, &[single(4.0)]);
    assert_eq!(run(v("vfredosum.vs", 4, 8, 12), four).0, single(7.0));
    assert_eq!(run(v("vfredmax.vs", 4, 8, 12), four).0, single(4.0));
}

#[test]
fn scalars_move_boxed() {
    let hart = execute(
        &[
            v("vfmv.f.s", 5, 8, 0),
            v("vfmv.s.f", 4, 0, 5),
            v("vfslide1down.vf", 6, 8, 5),
        ],
        |hart| {
            select(hart, 16, 0, 2);
            put(hart, 8, 16, &[0x3c00, 0x4000]);
        },
    );
    assert_eq!(hart.f[5], nan_box::<Half>(0x3c00));
    assert_eq!(get(&hart, 4, 16, 2), [0x3c00, 0]);
    assert_eq!(get(&hart, 6, 16, 2), [0x4000, 0x3c00]);
}
