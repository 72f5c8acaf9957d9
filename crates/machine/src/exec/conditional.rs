//! Integer conditional operations (chapter "'Zicond' Extension for Integer Conditional
//! Operations").

use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::Conditional;

/// Executes an instruction.
#[inline(always)]
pub(super) fn execute(op: Conditional, hart: &mut Hart, inst: &Inst) {
    let condition = hart.x(inst.rs2);
    let zero = match op {
        Conditional::CzeroEqz => condition == 0,
        Conditional::CzeroNez => condition != 0,
    };
    let result = if zero { 0 } else { hart.x(inst.rs1) };
    hart.set_x(inst.rd, result);
}
