//! Which formats may show which findings: the one table of that.

use super::Format;
use crate::oracle::Oracle;

/// The formats that may show what this oracle found, best first. Each of them tries, and says so if
/// it cannot. A draft and a page show everything.
pub(super) fn formats(oracle: Oracle) -> &'static [Format] {
    use Format::{C, Clif, Elf, Rust};
    match oracle {
        // It shows in what linking does, so a test has to place functions.
        Oracle::Reloc | Oracle::Site | Oracle::Panic | Oracle::Error | Oracle::Death => {
            &[Rust, Elf]
        }
        Oracle::Verifier | Oracle::CallSite | Oracle::StackMap | Oracle::Compile => &[Rust],
        // C has to be one side.
        Oracle::Psabi => &[C, Elf],
        Oracle::Edge
        | Oracle::Value
        | Oracle::Abi(_)
        | Oracle::Fault
        | Oracle::RanAway
        | Oracle::ControlFlow
        | Oracle::Memory
        | Oracle::StackLimit
        | Oracle::Opinion(_)
        | Oracle::Metamorphic(_) => &[Clif, C, Elf],
        // No format has a reader of unwind information, or guards below the stack.
        Oracle::Unwind | Oracle::Frame => &[],
    }
}
