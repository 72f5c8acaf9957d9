//! Branches and jumps (section "Control Transfer Instructions"). Alignment of the target is checked
//! by the run loop.

use super::trap::Next;
use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::{Branch, Jump};

/// Decides a conditional branch at `pc`.
#[inline(always)]
pub(super) fn branch(op: Branch, hart: &Hart, inst: &Inst, pc: u64) -> Next {
    let a = hart.x(inst.rs1);
    let b = hart.x(inst.rs2);
    let taken = match op {
        Branch::Beq => a == b,
        Branch::Bne => a != b,
        Branch::Blt => (a as i64) < b as i64,
        Branch::Bge => a as i64 >= b as i64,
        Branch::Bltu => a < b,
        Branch::Bgeu => a >= b,
    };
    if taken {
        Next::Jump {
            target: pc.wrapping_add_signed(inst.imm.into()),
            link: 0,
            indirect: false,
        }
    } else {
        Next::Sequential
    }
}

/// The target of a jump at `pc`.
#[inline(always)]
pub(super) fn jump(op: Jump, hart: &Hart, inst: &Inst, pc: u64) -> Next {
    let base = match op {
        Jump::Jal => pc,
        Jump::Jalr => hart.x(inst.rs1),
    };
    // Clearing the lowest bit is JALR's rule; for JAL it is clear anyway, as pc and offset are
    // even.
    let target = base.wrapping_add_signed(inst.imm.into()) & !1;
    Next::Jump {
        target,
        link: inst.rd,
        indirect: matches!(op, Jump::Jalr),
    }
}
