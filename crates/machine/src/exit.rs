//! How a run ends.

use super::fault::{AccessKind, Fault};

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunExit {
    /// The observer stopped it at a transfer. The run can be resumed at `hart.pc`.
    Stopped,
    /// The observer refused an access. `hart.pc` is the accessing instruction, which has changed
    /// nothing.
    Refused(RefusedAccess),
    /// The program did something illegal, or made an environment call.
    Fault(Fault),
    /// The instruction budget is used up. The run can be resumed.
    RanAway,
}

/// An access that the observer refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RefusedAccess {
    /// The accessing instruction.
    pub pc: u64,
    /// First byte.
    pub addr: u64,
    /// Bytes.
    pub len: u64,
    /// Load or store.
    pub kind: AccessKind,
}
