//! Tools that exports are tried with.

use crate::doctor::{self, ToolState};
use crate::export::ExportError;
use crate::qemu::{Qemu, QemuError};
use std::path::PathBuf;

/// QEMU, ready for use.
///
/// # Errors
/// If it is missing or too old.
pub(in crate::export) fn qemu() -> Result<Qemu, ExportError> {
    path("qemu-riscv64").map(Qemu::new)
}

/// The program of the tool of this name.
///
/// # Errors
/// If it is missing or too old.
pub(in crate::export) fn path(name: &str) -> Result<PathBuf, ExportError> {
    doctor::locate(name).map_err(|diagnosis| {
        let problem = match diagnosis.state {
            ToolState::Missing => "is not on PATH",
            ToolState::Old => "is too old",
            ToolState::Ok | ToolState::Broken => "cannot be used",
        };
        let install = doctor::install(name);
        ExportError::Tool(format!(
            "{name} {problem}, and what is exported is tried with it; install it with: {install}"
        ))
    })
}

impl From<QemuError> for ExportError {
    fn from(error: QemuError) -> Self {
        ExportError::Tool(error.to_string())
    }
}
