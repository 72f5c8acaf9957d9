//! Address generation (section "Zba Extension for Address Generation").

use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::Address;

/// Executes an instruction.
#[inline(always)]
pub(super) fn execute(op: Address, hart: &mut Hart, inst: &Inst) {
    let a = hart.x(inst.rs1);
    let b = hart.x(inst.rs2);
    let low = u64::from(a as u32);
    let result = match op {
        Address::AddUw => low.wrapping_add(b),
        Address::Sh1add => (a << 1).wrapping_add(b),
        Address::Sh1addUw => (low << 1).wrapping_add(b),
        Address::Sh2add => (a << 2).wrapping_add(b),
        Address::Sh2addUw => (low << 2).wrapping_add(b),
        Address::Sh3add => (a << 3).wrapping_add(b),
        Address::Sh3addUw => (low << 3).wrapping_add(b),
        Address::SlliUw => low << (inst.imm & 63),
    };
    hart.set_x(inst.rd, result);
}
