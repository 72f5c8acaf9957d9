//! The argument that names an executor.

use super::{CliError, tool};
use crate::run::ExecutorChoice;

/// What executes cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum By {
    /// The machine inside this process.
    Machine,
    /// qemu-riscv64.
    Qemu,
    /// qemu-riscv64 under its gdb stub, from one edge to the next, with the machine's poison.
    Edges,
}

impl By {
    /// The executor that it names.
    ///
    /// # Errors
    /// If it needs QEMU, and that is missing or too old.
    pub(super) fn executor(self) -> Result<ExecutorChoice, CliError> {
        Ok(match self {
            By::Machine => ExecutorChoice::Machine,
            By::Qemu => ExecutorChoice::Qemu(tool::qemu()?),
            By::Edges => ExecutorChoice::QemuEdges(tool::qemu()?),
        })
    }
}
