//! Fences and environment calls (sections "Memory Ordering Instructions" and "Environment Call and
//! Breakpoints").

use super::trap::Trap;
use crate::op::System;

/// Executes an instruction.
#[inline(always)]
pub(super) fn execute(op: System) -> Result<(), Box<Trap>> {
    match op {
        System::Fence | System::FenceI => Ok(()),
        System::Ecall => Err(Box::new(Trap::Ecall)),
        System::Ebreak => Err(Box::new(Trap::Breakpoint)),
    }
}
