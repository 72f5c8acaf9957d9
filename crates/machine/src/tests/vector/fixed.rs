//! Fixed-point arithmetic, with the table of rounding modes.

use super::{compute, execute, get, put, select, state, v};

#[test]
fn saturation_is_recorded() {
    let run = |mnemonic, a, b| {
        let mut hart = execute(&[v(mnemonic, 4, 8, 12)], |hart| {
            select(hart, 8, 0, 1);
            put(hart, 8, 8, &[a]);
            put(hart, 12, 8, &[b]);
        });
        (get(&hart, 4, 8, 1)[0], state(&mut hart).vxsat)
    };
    assert_eq!(run("vsaddu.vv", 0xff, 1), (0xff, true));
    assert_eq!(run("vsaddu.vv", 0xfe, 1), (0xff, false));
    assert_eq!(run("vsadd.vv", 0x7f, 1), (0x7f, true));
    assert_eq!(run("vsadd.vv", 0x80, 0xff), (0x80, true));
    assert_eq!(run("vssubu.vv", 1, 2), (0, true));
    assert_eq!(run("vssub.vv", 0x80, 1), (0x80, true));
    // The only product of fractions that saturates.
    assert_eq!(run("vsmul.vv", 0x80, 0x80), (0x7f, true));
    assert_eq!(run("vsmul.vv", 0x40, 0x40), (0x20, false));
}

#[test]
fn vxrm_decides_how_bits_are_rounded_off() {
    let run = |mode, value| {
        let hart = execute(&[v("vssrl.vi", 4, 8, 2)], |hart| {
            select(hart, 8, 0, 1);
            state(hart).vxrm = mode;
            put(hart, 8, 8, &[value]);
        });
        get(&hart, 4, 8, 1)[0]
    };
    // Quotients 1 and 2, with remainders of a quarter, a half and three quarters.
    let values = [5, 6, 7, 9, 10, 11];
    let rounded = |mode| values.map(|value| run(mode, value));
    assert_eq!(rounded(0), [1, 2, 2, 2, 3, 3]);
    assert_eq!(rounded(1), [1, 2, 2, 2, 2, 3]);
    assert_eq!(rounded(2), [1, 1, 1, 2, 2, 2]);
    assert_eq!(rounded(3), [1, 1, 1, 3, 3, 3]);
}

#[test]
fn averages_do_not_overflow() {
    assert_eq!(
        compute(v("vaaddu.vv", 4, 8, 12), 8, &[0xff], &[0xff], 8),
        [0xff]
    );
    assert_eq!(
        compute(v("vaadd.vv", 4, 8, 12), 8, &[0x80], &[0x80], 8),
        [0x80]
    );
    assert_eq!(
        compute(v("vasubu.vv", 4, 8, 12), 8, &[0], &[0xff], 8),
        [0x81]
    );
    assert_eq!(
        compute(v("vasub.vv", 4, 8, 12), 8, &[0x7f], &[0x80], 8),
        [0x80]
    );
}

#[test]
fn clips_round_and_saturate() {
    let run = |mnemonic, value| {
        let mut hart = execute(&[v(mnemonic, 4, 8, 4)], |hart| {
            select(hart, 8, 0, 1);
            put(hart, 8, 16, &[value]);
        });
        (get(&hart, 4, 8, 1)[0], state(&mut hart).vxsat)
    };
    assert_eq!(run("vnclipu.wi", 0x0ff7), (0xff, false));
    assert_eq!(run("vnclipu.wi", 0x0ff8), (0xff, true));
    assert_eq!(run("vnclip.wi", 0xf808), (0x81, false));
    assert_eq!(run("vnclip.wi", 0xf000), (0x80, true));
    assert_eq!(run("vnclip.wi", 0x07f8), (0x7f, true));
}
