//! Fences and environment calls (sections "Memory Ordering Instructions" and "Environment Call and Breakpoints").

use super::Trap;
use crate::machine::op::System;

/// Executes an instruction.
#[inline(always)]
pub(super) fn execute(op: System) -> Result<(), Trap> {
    match op {
        System::Fence | System::FenceI => Ok(()),
        System::Ecall => Err(Trap::Ecall),
        System::Ebreak => Err(Trap::Breakpoint),
    }
}
