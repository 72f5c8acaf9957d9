//! Tails, masked-off elements, and the start index.

use super::{execute, get, masked, put, select, state, v};
use crate::Hart;

/// v4 after VADD under mask 0b0101, with SEW 8, length 3 of 64 and vstart `start`. It holds 9s
/// before.
fn add(strict: bool, agnostic: bool, start: u64) -> Vec<u64> {
    let hart = execute(&[masked("vadd.vi", 4, 8, 1)], |hart| {
        select(hart, 8, 0, 3);
        hart.strict = strict;
        let vtype = state(hart).vtype.as_mut().expect("a legal type");
        (vtype.tail_agnostic, vtype.mask_agnostic) = (agnostic, agnostic);
        state(hart).vstart = start;
        put(hart, 0, 8, &[0b0101]);
        put(hart, 4, 8, &[9; 64]);
    });
    let result = get(&hart, 4, 8, 64);
    assert!(result[3..].iter().all(|element| *element == result[3]));
    result[..4].to_vec()
}

#[test]
fn undisturbed_elements_keep_their_value() {
    assert_eq!(add(false, false, 0), [1, 9, 1, 9]);
    assert_eq!(add(true, false, 0), [1, 9, 1, 9]);
}

#[test]
fn agnostic_elements_become_ones_on_a_strict_hart() {
    assert_eq!(add(false, true, 0), [1, 9, 1, 9]);
    assert_eq!(add(true, true, 0), [1, 0xff, 1, 0xff]);
}

#[test]
fn elements_before_vstart_are_left_alone_and_without_body_all_are() {
    assert_eq!(add(true, true, 2), [9, 9, 1, 0xff]);
    assert_eq!(add(true, true, 3), [9; 4]);
}

#[test]
fn the_tail_of_a_fraction_is_the_rest_of_its_register() {
    let hart = execute(&[v("vadd.vi", 4, 8, 1)], |hart| {
        select(hart, 16, -2, 8);
        hart.strict = true;
        state(hart)
            .vtype
            .as_mut()
            .expect("a legal type")
            .tail_agnostic = true;
    });
    assert_eq!(get(&hart, 4, 16, 9)[7..], [1, 0xffff]);
    assert_eq!(get(&hart, 4, 16, 33)[31..], [0xffff, 0]);
}

/// v2 after VMSEQ of zeros with length 3, on a strict hart. It holds zeros before.
fn compare(prepare: impl FnOnce(&mut Hart)) -> u64 {
    let hart = execute(&[v("vmseq.vi", 2, 8, 1)], |hart| {
        select(hart, 8, 0, 3);
        hart.strict = true;
        prepare(hart);
    });
    get(&hart, 2, 64, 1)[0]
}

#[test]
fn the_tail_of_a_mask_is_agnostic_whatever_the_policy() {
    assert_eq!(compare(|_| {}), u64::MAX << 3);
    assert_eq!(compare(|hart| state(hart).vl = 0), 0);
}
