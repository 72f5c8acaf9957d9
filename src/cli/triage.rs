//! `farcall triage`: work on known issues.

use super::output::Output;
use super::{CLEAN, CliError, FOUND};
use crate::check::Checker;
use crate::triage::{Status, known_issues, recheck};
use std::io::Write;

/// Work on known issues.
#[derive(Debug, clap::Args)]
pub(super) struct Triage {
    #[command(subcommand)]
    command: TriageCommand,
}

#[derive(Debug, clap::Subcommand)]
enum TriageCommand {
    /// Check the smallest case of every known issue again. Exit code 0: all still fail as they did; 2: some changed, or are fixed.
    Check,
}

impl Triage {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let TriageCommand::Check = self.command;
        let mut checker = Checker::new(0)?;
        let mut out = Output::new();
        let mut code = CLEAN;
        for issue in known_issues() {
            let status = recheck(&mut checker, issue);
            let (slug, description) = (issue.slug, &issue.description);
            let line = match &status {
                Status::StillFailing => format!("still failing  {slug}: {}", description.title),
                Status::Changed(keys) => format!("CHANGED        {slug}: now {}", keys.join(", ")),
                Status::Fixed => format!(
                    "FIXED          {slug}: {}; remove triage/known/{slug}",
                    description.title
                ),
                Status::Unreadable(error) => {
                    return Err(CliError::Input {
                        path: format!("triage/known/{slug}/smallest.case"),
                        reason: error.to_string(),
                    });
                }
            };
            writeln!(out, "{line}")?;
            if status != Status::StillFailing {
                code = FOUND;
            }
        }
        writeln!(out, "{} known issues", known_issues().len())?;
        Ok(code)
    }
}
