//! Integer arithmetic.

use super::{compute, execute, get, masked, put, select, v};

const LEAST: u64 = 0x80;

#[test]
fn operands_come_from_vectors_registers_and_immediates() {
    assert_eq!(
        compute(v("vsub.vv", 4, 8, 12), 16, &[5, 0], &[7, 1], 16),
        [0xfffe, 0xffff]
    );
    let scalar = execute(&[v("vrsub.vx", 4, 8, 5)], |hart| {
        select(hart, 32, 0, 2);
        put(hart, 8, 32, &[1, 0xffff_ffff]);
        // The bits above SEW are ignored.
        hart.x[5] = 0xdead_0000_0003;
    });
    assert_eq!(get(&scalar, 4, 32, 2), [2, 4]);
    let minus_one = v("vadd.vi", 4, 8, 31);
    assert_eq!(compute(minus_one, 64, &[0, 1], &[], 64), [u64::MAX, 0]);
    // Shift amounts use the low bits of a register, or an unsigned immediate.
    assert_eq!(
        compute(v("vsll.vv", 4, 8, 12), 8, &[1, 1], &[7, 9], 8),
        [0x80, 2]
    );
    assert_eq!(
        compute(v("vsra.vi", 4, 8, 31), 32, &[1 << 31], &[], 32),
        [0xffff_ffff]
    );
}

#[test]
fn division_has_no_exceptions() {
    let (a, b) = ([LEAST, LEAST, 7, 0xf9], [0xff, 0, 0, 2]);
    assert_eq!(
        compute(v("vdiv.vv", 4, 8, 12), 8, &a, &b, 8),
        [LEAST, 0xff, 0xff, 0xfd]
    );
    assert_eq!(
        compute(v("vrem.vv", 4, 8, 12), 8, &a, &b, 8),
        [0, LEAST, 7, 0xff]
    );
    assert_eq!(
        compute(v("vdivu.vv", 4, 8, 12), 8, &a, &b, 8),
        [0, 0xff, 0xff, 124]
    );
    assert_eq!(
        compute(v("vremu.vv", 4, 8, 12), 8, &a, &b, 8),
        [LEAST, LEAST, 7, 1]
    );
}

#[test]
fn high_products_know_their_signs() {
    let (a, b) = ([u64::MAX, 1 << 63], [u64::MAX, 2]);
    assert_eq!(
        compute(v("vmulh.vv", 4, 8, 12), 64, &a, &b, 64),
        [0, u64::MAX]
    );
    assert_eq!(
        compute(v("vmulhu.vv", 4, 8, 12), 64, &a, &b, 64),
        [u64::MAX - 1, 1]
    );
    assert_eq!(
        compute(v("vmulhsu.vv", 4, 8, 12), 64, &a, &b, 64),
        [u64::MAX, u64::MAX]
    );
    assert_eq!(
        compute(v("vwmulsu.vv", 4, 8, 12), 8, &[0xff], &[0xff], 16),
        [0xff01]
    );
}

#[test]
fn multiply_add_overwrites_sum_or_factor() {
    let run = |mnemonic| {
        let hart = execute(&[v(mnemonic, 4, 8, 12)], |hart| {
            select(hart, 8, 0, 1);
            put(hart, 4, 8, &[10]);
            put(hart, 8, 8, &[3]);
            put(hart, 12, 8, &[5]);
        });
        get(&hart, 4, 8, 1)[0]
    };
    assert_eq!(run("vmacc.vv"), 25);
    assert_eq!(run("vnmsac.vv"), 0xfb);
    assert_eq!(run("vmadd.vv"), 53);
    assert_eq!(run("vnmsub.vv"), 0xd1);
}

#[test]
fn widening_and_narrowing_change_the_width() {
    assert_eq!(
        compute(v("vwaddu.vv", 4, 8, 12), 8, &[0xff], &[0xff], 16),
        [0x1fe]
    );
    assert_eq!(
        compute(v("vwadd.vv", 4, 8, 12), 8, &[0xff], &[0xff], 16),
        [0xfffe]
    );
    assert_eq!(
        compute(v("vwsubu.vv", 4, 8, 12), 8, &[0], &[1], 16),
        [0xffff]
    );
    let wide = execute(&[v("vwadd.wv", 4, 8, 12), v("vnsra.wi", 2, 4, 4)], |hart| {
        select(hart, 16, 0, 1);
        put(hart, 8, 32, &[0x8000_0000]);
        put(hart, 12, 16, &[0xffff]);
    });
    assert_eq!(get(&wide, 4, 32, 1), [0x7fff_ffff]);
    assert_eq!(get(&wide, 2, 16, 1), [0xffff]);
    // The shift amount has one more bit than for SEW.
    assert_eq!(
        compute(v("vnsrl.wi", 4, 8, 31), 16, &[0, 0x8000], &[], 16)[0],
        1
    );
    assert_eq!(
        compute(v("vsext.vf4", 4, 8, 0), 32, &[0x80], &[], 32),
        [0xffff_ff80]
    );
    assert_eq!(
        compute(v("vzext.vf8", 4, 8, 0), 64, &[0x80], &[], 64),
        [0x80]
    );
}

#[test]
fn carries_come_from_v0_and_go_to_a_mask() {
    let hart = execute(
        &[
            masked("vadc.vvm", 4, 8, 12),
            masked("vmadc.vvm", 3, 8, 12),
            v("vmadc.vv", 2, 8, 12),
            masked("vmsbc.vvm", 5, 8, 12),
        ],
        |hart| {
            select(hart, 8, 0, 3);
            put(hart, 0, 8, &[0b011]);
            put(hart, 8, 8, &[0xff, 0xfe, 1]);
            put(hart, 12, 8, &[0, 1, 2]);
        },
    );
    assert_eq!(get(&hart, 4, 8, 3), [0, 0, 3]);
    assert_eq!(get(&hart, 3, 8, 1)[0] & 7, 0b011);
    assert_eq!(get(&hart, 2, 8, 1)[0] & 7, 0);
    assert_eq!(get(&hart, 5, 8, 1)[0] & 7, 0b100);
}

#[test]
fn comparisons_write_bits_and_merges_read_them() {
    let program = [
        v("vmslt.vv", 0, 8, 12),
        masked("vmerge.vvm", 4, 8, 12),
        v("vmsltu.vv", 1, 8, 12),
        v("vmsgtu.vi", 2, 8, 31),
    ];
    let hart = execute(&program, |hart| {
        select(hart, 8, 0, 4);
        put(hart, 8, 8, &[0xff, 1, 5, 0x80]);
        put(hart, 12, 8, &[1, 0xff, 5, 0x7f]);
    });
    assert_eq!(get(&hart, 0, 8, 1)[0] & 15, 0b1001);
    assert_eq!(get(&hart, 4, 8, 4), [1, 1, 5, 0x7f]);
    assert_eq!(get(&hart, 1, 8, 1)[0] & 15, 0b0010);
    // The immediate is sign-extended even for an unsigned comparison.
    assert_eq!(get(&hart, 2, 8, 1)[0] & 15, 0);
}

#[test]
fn reductions_start_with_a_scalar_and_skip_inactive_elements() {
    let hart = execute(
        &[
            masked("vredsum.vs", 4, 8, 12),
            v("vredmax.vs", 5, 8, 12),
            v("vwredsum.vs", 6, 8, 16),
        ],
        |hart| {
            select(hart, 8, 0, 4);
            put(hart, 0, 8, &[0b0101]);
            put(hart, 8, 8, &[0xff, 2, 3, 0x80]);
            put(hart, 12, 8, &[10, 99]);
            put(hart, 16, 16, &[0x100]);
        },
    );
    assert_eq!(get(&hart, 4, 8, 2), [12, 0]);
    assert_eq!(get(&hart, 5, 8, 1), [10]);
    assert_eq!(get(&hart, 6, 16, 1), [0x100 - 1 + 2 + 3 - 0x80]);
}

#[test]
fn zvbb_counts_reverses_and_rotates() {
    let one = |mnemonic, sew, a| compute(v(mnemonic, 4, 8, 0), sew, &[a], &[], sew)[0];
    assert_eq!(one("vbrev8.v", 16, 0x0180), 0x8001);
    assert_eq!(one("vbrev.v", 16, 0x0180), 0x0180);
    assert_eq!(one("vrev8.v", 32, 0x0102_0304), 0x0403_0201);
    assert_eq!((one("vclz.v", 8, 1), one("vclz.v", 8, 0)), (7, 8));
    assert_eq!((one("vctz.v", 16, 0x100), one("vctz.v", 16, 0)), (8, 16));
    assert_eq!(one("vcpop.v", 64, u64::MAX), 64);
    assert_eq!(
        compute(v("vandn.vv", 4, 8, 12), 8, &[0xf0], &[0xc0], 8),
        [0x30]
    );
    assert_eq!(compute(v("vrol.vv", 4, 8, 12), 8, &[0x81], &[9], 8), [0x03]);
    // The sixth bit of the amount is bit 26.
    assert_eq!(
        compute(v("vror.vi", 4, 8, 1) | 1 << 26, 64, &[1 << 33], &[], 64),
        [1]
    );
    assert_eq!(
        compute(v("vwsll.vi", 4, 8, 12), 8, &[0xff], &[], 16),
        [0xf000]
    );
}
