//! Carry-less multiplication (section "Zbc Extension for Carry-less Multiplication").

use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::CarryLess;

/// Executes an instruction.
#[inline(never)]
pub(super) fn execute(op: CarryLess, hart: &mut Hart, inst: &Inst) {
    let product = multiply(hart.x(inst.rs1), hart.x(inst.rs2));
    let result = match op {
        CarryLess::Clmul => product,
        CarryLess::Clmulh => product >> 64,
        CarryLess::Clmulr => product >> 63,
    };
    hart.set_x(inst.rd, result as u64);
}

/// The product of two polynomials whose coefficients are bits.
fn multiply(a: u64, b: u64) -> u128 {
    let terms = (0..64).filter(|index| b >> index & 1 != 0);
    terms.fold(0, |sum, index| sum ^ u128::from(a) << index)
}
