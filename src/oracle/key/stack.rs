//! Keys about what a function does to the stack.

use super::word::words;
use std::fmt;

/// A function breaks the discipline of the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StackKey {
    /// It stores above its sp, and not to its own.
    StoreOutsideFrame,
    /// It stores below its sp.
    StoreBelowSp,
    /// It loads from below its sp.
    LoadBelowSp,
    /// It does not probe the stack as it has to.
    Probe(ProbeKey),
    /// It does not check the limit of the stack as it has to.
    Limit(LimitKey),
}

words! {
    /// What is wrong with the stack probes of a frame.
    pub enum ProbeKey {
        /// A guard region is not touched.
        Missing = "missing",
        /// A region is touched before one that is nearer.
        OutOfOrder = "out-of-order",
        /// Something else is touched.
        Astray = "astray",
    }
}

words! {
    /// What is wrong with the check of a stack limit.
    pub enum LimitKey {
        /// A limit that is not broken changes the trace.
        ChangesTrace = "changes-trace",
        /// A frame that breaks the limit does not trap.
        NotChecked = "not-checked",
        /// A frame that keeps the limit traps.
        Early = "early",
        /// The trap comes when the frame was already made.
        Late = "late",
        /// The trap is at no recorded stack overflow.
        UnrecordedTrap = "unrecorded-trap",
    }
}

impl fmt::Display for StackKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StackKey::StoreOutsideFrame => f.write_str("store-outside-frame"),
            StackKey::StoreBelowSp => f.write_str("store-below-sp"),
            StackKey::LoadBelowSp => f.write_str("load-below-sp"),
            StackKey::Probe(probe) => write!(f, "probe/{probe}"),
            StackKey::Limit(limit) => write!(f, "limit/{limit}"),
        }
    }
}
