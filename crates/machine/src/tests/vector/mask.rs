//! Instructions on masks, with the examples of their sections.

use super::{bits, execute, get, masked, put, select, state, v};

/// The result bits of an instruction on v3 under mask v0; v2 holds `old` before.
fn set(encoding: u32, v3: &str, v0: &str, old: u64) -> u64 {
    let hart = execute(&[encoding], |hart| {
        select(hart, 8, 0, 8);
        put(hart, 0, 8, &[bits(v0)]);
        put(hart, 2, 8, &[old]);
        put(hart, 3, 8, &[bits(v3)]);
    });
    get(&hart, 2, 8, 1)[0]
}

#[test]
fn set_before_including_and_only_first() {
    let examples = [
        ("vmsbf.m", "1 0 0 1 0 1 0 0", "0 0 0 0 0 0 1 1"),
        ("vmsbf.m", "1 0 0 1 0 1 0 1", "0 0 0 0 0 0 0 0"),
        ("vmsbf.m", "0 0 0 0 0 0 0 0", "1 1 1 1 1 1 1 1"),
        ("vmsif.m", "1 0 0 1 0 1 0 0", "0 0 0 0 0 1 1 1"),
        ("vmsif.m", "1 0 0 1 0 1 0 1", "0 0 0 0 0 0 0 1"),
        ("vmsof.m", "1 0 0 1 0 1 0 0", "0 0 0 0 0 1 0 0"),
        ("vmsof.m", "1 0 0 1 0 1 0 1", "0 0 0 0 0 0 0 1"),
    ];
    for (mnemonic, v3, v2) in examples {
        assert_eq!(
            set(v(mnemonic, 2, 3, 0), v3, "0", 0x55),
            bits(v2),
            "{mnemonic}"
        );
    }
    let under = [
        (
            "vmsbf.m",
            "1 0 0 1 0 1 0 0",
            "0 1 0 0 0 0 1 1",
            "0 1 1 1 1 1 1 1",
        ),
        (
            "vmsif.m",
            "1 0 0 1 0 1 0 0",
            "1 1 0 0 0 0 1 1",
            "1 1 1 1 1 1 1 1",
        ),
        (
            "vmsof.m",
            "1 1 0 1 0 1 0 0",
            "0 1 0 0 0 0 0 0",
            "0 1 1 1 1 1 0 0",
        ),
    ];
    for (mnemonic, v3, zeros, ones) in under {
        let run = |old| set(masked(mnemonic, 2, 3, 0), v3, "1 1 0 0 0 0 1 1", old);
        assert_eq!((run(0), run(0xff)), (bits(zeros), bits(ones)), "{mnemonic}");
    }
}

#[test]
fn iota_counts_active_ones() {
    let run = |encoding| {
        let hart = execute(&[encoding], |hart| {
            select(hart, 8, 0, 8);
            put(hart, 0, 8, &[bits("1 1 1 0 1 0 1 1")]);
            put(hart, 2, 8, &[bits("1 0 0 1 0 0 0 1")]);
            put(hart, 4, 8, &[9, 8, 7, 6, 5, 4, 3, 2]);
        });
        get(&hart, 4, 8, 8)
    };
    assert_eq!(run(v("viota.m", 4, 2, 0)), [0, 1, 1, 1, 1, 2, 2, 2]);
    assert_eq!(run(masked("viota.m", 4, 2, 0)), [0, 1, 7, 1, 5, 1, 1, 1]);
}

#[test]
fn counts_go_to_integer_registers() {
    let run = |mnemonic, vl| {
        execute(&[v(mnemonic, 5, 3, 0)], |hart| {
            select(hart, 8, 0, vl);
            put(hart, 3, 8, &[bits("1 0 0 1 0 1 0 0")]);
        })
        .x[5]
    };
    assert_eq!(
        (run("vcpop.m", 8), run("vcpop.m", 7), run("vcpop.m", 0)),
        (3, 2, 0)
    );
    assert_eq!(
        (run("vfirst.m", 8), run("vfirst.m", 2), run("vfirst.m", 0)),
        (2, u64::MAX, u64::MAX)
    );
}

#[test]
fn logic_takes_the_second_operand_negated_where_the_name_says_so() {
    let run = |mnemonic| {
        let hart = execute(&[v(mnemonic, 2, 3, 4)], |hart| {
            select(hart, 8, 0, 4);
            put(hart, 3, 8, &[0b1100]);
            put(hart, 4, 8, &[0b1010]);
        });
        get(&hart, 2, 8, 1)[0]
    };
    assert_eq!(
        (run("vmand.mm"), run("vmnand.mm"), run("vmandn.mm")),
        (0b1000, 0b0111, 0b0100)
    );
    assert_eq!(
        (run("vmor.mm"), run("vmnor.mm"), run("vmorn.mm")),
        (0b1110, 0b0001, 0b1101)
    );
    assert_eq!((run("vmxor.mm"), run("vmxnor.mm")), (0b0110, 0b1001));
}

#[test]
fn id_starts_at_vstart() {
    let hart = execute(&[v("vid.v", 4, 0, 0)], |hart| {
        select(hart, 32, 0, 4);
        state(hart).vstart = 2;
        put(hart, 4, 32, &[9; 5]);
    });
    assert_eq!(get(&hart, 4, 32, 5), [9, 9, 2, 3, 9]);
}
