//! Bit manipulation (chapter "'B' Extension for Bit Manipulation").

use crate::machine::hart::Hart;
use crate::machine::inst::Inst;
use crate::machine::op::Bits;

/// Executes an instruction.
#[inline(always)]
pub(super) fn execute(op: Bits, hart: &mut Hart, inst: &Inst) {
    let a = hart.x(inst.rs1);
    let b = hart.x(inst.rs2);
    let result = match op {
        Bits::SextB => i64::from(a as i8) as u64,
        Bits::SextH => i64::from(a as i16) as u64,
        Bits::ZextH => u64::from(a as u16),
        Bits::AddUw => u64::from(a as u32).wrapping_add(b),
    };
    hart.set_x(inst.rd, result);
}
