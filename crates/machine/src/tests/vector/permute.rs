//! Slides, gathers, compress and moves.

use super::{execute, get, masked, put, select, v};
use crate::Hart;

/// The hart after `encoding`. v8 holds 1, 2, ..., v4 and v5 hold 9s, and x5 holds `x5`; SEW is 32,
/// and the length is 5 of 16.
fn run(encoding: u32, x5: u64) -> Hart {
    execute(&[encoding], |hart| {
        select(hart, 32, 0, 5);
        put(hart, 0, 8, &[0b10110]);
        put(hart, 4, 32, &[9; 16]);
        put(hart, 8, 32, &(1..=16).collect::<Vec<_>>());
        put(hart, 12, 32, &[4, 0, 16, 1, 0xffff_ffff]);
        hart.x[5] = x5;
    })
}

#[test]
fn slides_leave_or_clear_what_comes_from_nowhere() {
    let five = |encoding, x5| get(&run(encoding, x5), 4, 32, 6);
    assert_eq!(five(v("vslideup.vi", 4, 8, 2), 0), [9, 9, 1, 2, 3, 9]);
    assert_eq!(five(v("vslideup.vx", 4, 8, 5), u64::MAX), [9; 6]);
    assert_eq!(five(masked("vslideup.vi", 4, 8, 2), 0), [9, 9, 1, 9, 3, 9]);
    // Elements past the length are read; elements past VLMAX read as zero.
    assert_eq!(five(v("vslidedown.vi", 4, 8, 2), 0), [3, 4, 5, 6, 7, 9]);
    assert_eq!(five(v("vslidedown.vi", 4, 8, 13), 0), [14, 15, 16, 0, 0, 9]);
    assert_eq!(
        five(v("vslidedown.vx", 4, 8, 5), 1 << 32),
        [0, 0, 0, 0, 0, 9]
    );
    assert_eq!(
        five(v("vslide1up.vx", 4, 8, 5), 1 << 32 | 7),
        [7, 1, 2, 3, 4, 9]
    );
    assert_eq!(five(v("vslide1down.vx", 4, 8, 5), 7), [2, 3, 4, 5, 7, 9]);
}

#[test]
fn gathers_read_zero_past_the_group() {
    let five = |encoding, x5| get(&run(encoding, x5), 4, 32, 6);
    assert_eq!(five(v("vrgather.vv", 4, 8, 12), 0), [5, 1, 0, 2, 0, 9]);
    assert_eq!(five(v("vrgather.vi", 4, 8, 15), 0), [16, 16, 16, 16, 16, 9]);
    // A scalar index is not truncated to SEW.
    assert_eq!(
        five(v("vrgather.vx", 4, 8, 5), 1 << 32 | 1),
        [0, 0, 0, 0, 0, 9]
    );
    assert_eq!(five(v("vrgatherei16.vv", 4, 8, 12), 0), [5, 1, 1, 1, 0, 9]);
}

#[test]
fn compress_packs_as_in_the_example() {
    let hart = execute(&[v("vcompress.vm", 2, 1, 0)], |hart| {
        select(hart, 8, 0, 9);
        put(hart, 0, 16, &[0b1_1010_0101]);
        put(hart, 1, 8, &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
        put(hart, 2, 8, &[9, 8, 7, 6, 5, 4, 3, 2, 1]);
    });
    assert_eq!(get(&hart, 2, 8, 9), [0, 2, 5, 7, 8, 4, 3, 2, 1]);
}

#[test]
fn single_elements_move_whatever_the_length() {
    let to = run(v("vmv.x.s", 6, 12, 0), 0);
    assert_eq!(to.x[6], 4);
    let negative = execute(&[v("vmv.x.s", 6, 8, 0)], |hart| {
        select(hart, 8, 3, 0);
        put(hart, 8, 8, &[0x80]);
    });
    assert_eq!(negative.x[6], 0x80_u64.wrapping_sub(0x100));
    assert_eq!(get(&run(v("vmv.s.x", 4, 0, 5), 3), 4, 32, 2), [3, 9]);
    let none = execute(&[v("vmv.s.x", 4, 0, 5)], |hart| {
        select(hart, 32, 0, 0);
        hart.x[5] = 3;
    });
    assert_eq!(get(&none, 4, 32, 1), [0]);
}

#[test]
fn whole_registers_move_whatever_the_length() {
    let hart = run(v("vmv4r.v", 4, 8, 3), 0);
    assert_eq!(get(&hart, 4, 32, 64), get(&hart, 8, 32, 64));
    assert_eq!(
        get(&run(v("vmv.v.i", 4, 0, 30), 0), 4, 32, 6)[4..],
        [0xffff_fffe, 9]
    );
    assert_eq!(
        get(&run(v("vmv.v.v", 4, 0, 8), 0), 4, 32, 6),
        [1, 2, 3, 4, 5, 9]
    );
}
