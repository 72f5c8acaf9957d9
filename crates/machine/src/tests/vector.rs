//! The vector unit, with values from the specification. VLEN is 512 bits, because all extensions
//! are on.

mod configure;
mod disasm;
mod fixed;
mod float;
mod integer;
mod mask;
mod memory;
mod permute;
mod policy;
mod reserved;

use super::{Hart, execute, r, row};
use crate::{VectorState, VectorType};

/// A vector instruction with these fields, unmasked. Fields that the row fixes are passed as 0.
fn v(mnemonic: &str, vd: u32, vs2: u32, vs1: u32) -> u32 {
    r(mnemonic, vd, vs1, vs2) | 1 << 25
}

/// The same instruction, masked by v0.
fn masked(mnemonic: &str, vd: u32, vs2: u32, vs1: u32) -> u32 {
    r(mnemonic, vd, vs1, vs2)
}

/// The vector state of a hart that has one.
fn state(hart: &mut Hart) -> &mut VectorState {
    hart.vector.as_deref_mut().expect("V is on")
}

/// Selects SEW, LMUL as a logarithm, and a length, with both policies undisturbed.
fn select(hart: &mut Hart, sew: u32, lmul: i8, vl: u64) {
    let v = state(hart);
    v.vtype = Some(VectorType {
        sew,
        lmul,
        tail_agnostic: false,
        mask_agnostic: false,
    });
    v.vl = vl;
}

/// Writes elements of `eew` bits from register `first` on.
fn put(hart: &mut Hart, first: u8, eew: u32, elements: &[u64]) {
    for (index, element) in elements.iter().enumerate() {
        state(hart).set_element(first, eew, index, *element);
    }
}

/// The first `count` elements of `eew` bits from register `first` on.
fn get(hart: &Hart, first: u8, eew: u32, count: usize) -> Vec<u64> {
    let v = hart.vector.as_deref().expect("V is on");
    (0..count)
        .map(|index| v.element(first, eew, index))
        .collect()
}

/// A byte from its bits as the specification writes them, element 0 last.
fn bits(text: &str) -> u64 {
    u64::from_str_radix(&text.replace(' ', ""), 2).expect("zeros and ones")
}

/// `count` elements of `eew` bits of v4 after `encoding`, where v8 and v12 hold `a` and `b`.
fn compute(encoding: u32, sew: u32, a: &[u64], b: &[u64], eew: u32) -> Vec<u64> {
    let hart = execute(&[encoding], |hart| {
        select(hart, sew, 0, a.len() as u64);
        put(hart, 8, sew, a);
        put(hart, 12, sew, b);
    });
    get(&hart, 4, eew, a.len())
}
