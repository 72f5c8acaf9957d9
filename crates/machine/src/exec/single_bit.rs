//! Operations on one bit (section "Zbs Extension for Single-bit instructions").

use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::SingleBit;

/// Executes an instruction.
#[inline(always)]
pub(super) fn execute(op: SingleBit, hart: &mut Hart, inst: &Inst) {
    let a = hart.x(inst.rs1);
    let register = 1_u64 << (hart.x(inst.rs2) & 63);
    let immediate = 1_u64 << (inst.imm & 63);
    let result = match op {
        SingleBit::Bclr => a & !register,
        SingleBit::Bclri => a & !immediate,
        SingleBit::Bext => u64::from(a & register != 0),
        SingleBit::Bexti => u64::from(a & immediate != 0),
        SingleBit::Binv => a ^ register,
        SingleBit::Binvi => a ^ immediate,
        SingleBit::Bset => a | register,
        SingleBit::Bseti => a | immediate,
    };
    hart.set_x(inst.rd, result);
}
