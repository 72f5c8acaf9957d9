//! Programs of others that commands run.

use super::CliError;
use crate::doctor::{self, State};
use crate::qemu::Qemu;

/// QEMU, if it can be used.
///
/// # Errors
/// If it is not there, or too old.
pub(super) fn qemu() -> Result<Qemu, CliError> {
    let program = doctor::locate("qemu-riscv64").map_err(|diagnosis| {
        let problem = match (diagnosis.state, &diagnosis.version) {
            (State::Missing, _) => "is not on PATH".to_owned(),
            (State::Old, Some(version)) => format!("{version} is too old"),
            (_, _) => format!(
                "cannot be used: {}",
                diagnosis.problem.as_deref().unwrap_or("no reason")
            ),
        };
        CliError::Tool {
            name: diagnosis.tool.name,
            problem,
            install: diagnosis.tool.install,
        }
    })?;
    Ok(Qemu::new(program))
}
