//! Tools that commands run.

use super::CliError;
use crate::doctor::{self, ToolState};
use crate::qemu::Qemu;
use std::path::PathBuf;

/// QEMU, ready for use.
///
/// # Errors
/// If it is missing or too old.
pub(super) fn qemu() -> Result<Qemu, CliError> {
    path("qemu-riscv64").map(Qemu::new)
}

/// The program of the tool of this name.
///
/// # Errors
/// If it is missing or too old.
pub(super) fn path(name: &str) -> Result<PathBuf, CliError> {
    doctor::locate(name).map_err(|diagnosis| {
        let problem = match (diagnosis.state, &diagnosis.version) {
            (ToolState::Missing, _) => "is not on PATH".to_owned(),
            (ToolState::Old, Some(version)) => format!("{version} is too old"),
            (_, _) => {
                let reason = diagnosis.problem.as_deref();
                format!(
                    "cannot be used: {}",
                    reason.unwrap_or("it does not say why")
                )
            }
        };
        CliError::Tool {
            name: diagnosis.tool.name,
            problem,
            install: diagnosis.tool.install,
        }
    })
}
