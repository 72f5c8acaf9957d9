//! VSETVLI, VSETIVLI, VSETVL and the control registers.

use super::{Hart, execute, row, select, state};
use crate::tests::{i, machine};
use crate::{DecodeError, Extension, Extensions, VectorType, decode};

/// VSETVLI with these fields.
fn vsetvli(rd: u32, rs1: u32, vtype: u32) -> u32 {
    row("vsetvli").pattern.value | rd << 7 | rs1 << 15 | vtype << 20
}

/// `vtype` and `vl`.
fn chosen(mut hart: Hart) -> (u64, u64) {
    let v = state(&mut hart);
    (v.vtype_bits(), v.vl)
}

const VILL: (u64, u64) = (1 << 63, 0);

#[test]
fn the_length_is_the_smaller_of_avl_and_vlmax() {
    // VLMAX is 32 for e32, m2, and 8 for e8, mf8.
    for (vtype, avl, vl) in [
        (0x11, 5, 5),
        (0x11, 32, 32),
        (0x11, 33, 32),
        (0x05, 100, 8),
        (0xc0, 0, 0),
    ] {
        let hart = execute(&[vsetvli(6, 5, vtype)], |hart| hart.x[5] = avl);
        assert_eq!(hart.x[6], vl);
        assert_eq!(chosen(hart), (vtype.into(), vl));
    }
}

#[test]
fn x0_as_avl_asks_for_the_largest_length_or_keeps_it() {
    assert_eq!(chosen(execute(&[vsetvli(6, 0, 0x18)], |_| {})), (0x18, 8));
    let keep = |vtype| {
        chosen(execute(&[vsetvli(0, 0, vtype)], |hart| {
            select(hart, 32, 1, 7);
        }))
    };
    // Keeping the length requires the same ratio: e16, m1 has it. Another ratio is reserved.
    assert_eq!(keep(0x08), (0x08, 7));
    assert_eq!(keep(0x09), VILL);
    assert_eq!(chosen(execute(&[vsetvli(0, 0, 0x08)], |_| {})), VILL);
}

#[test]
fn unsupported_types_set_vill_and_no_length() {
    // A reserved LMUL encoding, SEW of 128, a reserved bit, and SEW above LMUL * ELEN twice.
    for vtype in [0x04, 0x20, 0x100, 0x0d, 0x1f] {
        let hart = execute(&[vsetvli(6, 5, vtype)], |hart| hart.x[5] = 3);
        assert_eq!((hart.x[6], chosen(hart)), (0, VILL), "{vtype:#x}");
    }
    let vsetvl = row("vsetvl").pattern.value | 6 << 7 | 5 << 15 | 7 << 20;
    let set = |vtype| {
        chosen(execute(&[vsetvl], |hart| {
            (hart.x[5], hart.x[7]) = (3, vtype);
        }))
    };
    assert_eq!(set(0xd8), (0xd8, 3));
    assert_eq!(set(1 << 63 | 0xd8), VILL);
    assert_eq!(set(1 << 40), VILL);
}

#[test]
fn vsetivli_has_a_five_bit_length() {
    let encoding = row("vsetivli").pattern.value | 6 << 7 | 31 << 15 | 0xc3 << 20;
    let hart = execute(&[encoding], |hart| state(hart).vstart = 3);
    assert_eq!(
        (hart.x[6], hart.vector.as_ref().map(|v| v.vstart)),
        (31, Some(0))
    );
    assert_eq!(chosen(hart), (0xc3, 31));
}

#[test]
fn types_and_bits_are_the_same_thing() {
    for bits in 0..1024 {
        if let Some(vtype) = VectorType::from_bits(bits) {
            assert_eq!(vtype.bits(), bits);
            assert!(vtype.vlmax(128) >= 1);
        }
    }
    let legal = (0..256).filter(|bits| VectorType::from_bits(*bits).is_some());
    // SEW of 8, 16, 32 and 64 bits allow seven, six, five and four group sizes, each with four
    // policies.
    assert_eq!(legal.count(), (7 + 6 + 5 + 4) * 4);
}

#[test]
fn control_registers_read_and_write() {
    let program = [
        i("csrrwi", 0, 7, 0x00f),
        i("csrrs", 10, 0, 0x009),
        i("csrrs", 11, 0, 0x00a),
        i("csrrci", 12, 2, 0x00a),
        i("csrrw", 0, 5, 0x008),
        i("csrrs", 13, 0, 0x008),
        i("csrrs", 14, 0, 0xc20_u32 as i32),
        i("csrrs", 15, 0, 0xc21_u32 as i32),
        i("csrrs", 16, 0, 0xc22_u32 as i32),
        i("csrrs", 17, 0, 0x00f),
    ];
    let hart = execute(&program, |hart| {
        select(hart, 16, -1, 9);
        hart.x[5] = 0x1234;
    });
    assert_eq!(hart.x[10..18], [1, 3, 3, 0x1234 & 511, 9, 0x0f, 64, 3]);
}

#[test]
fn read_only_registers_are_not_written_and_none_exists_without_v() {
    let write = i("csrrsi", 0, 1, 0xc20_u32 as i32);
    let read = i("csrrsi", 1, 0, 0xc20_u32 as i32);
    assert_eq!(
        decode(write, Extensions::ALL),
        Err(DecodeError::Illegal { encoding: write })
    );
    assert!(decode(read, Extensions::ALL).is_ok());
    assert_eq!(
        decode(read, Extensions::ALL.without(Extension::V)),
        Err(DecodeError::Illegal { encoding: read })
    );
}

#[test]
fn extensions_say_how_long_vectors_are() {
    let v = Extensions::GC.with(Extension::V);
    assert_eq!(Extensions::GC.vlen(), None);
    assert_eq!(v.vlen(), Some(128));
    assert_eq!(v.with(Extension::Zvl256b).vlen(), Some(256));
    assert_eq!(Extensions::ALL.vlen(), Some(512));
    assert_eq!(machine(&[]).hart.vector.map(|v| v.vlen()), Some(512));
}
