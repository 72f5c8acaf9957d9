//! `farcall show`: prints a case, without judging it.

use super::output::Output;
use super::{CLEAN, CliError, input};
use crate::check::Checker;
use crate::triage;
use std::io::Write;
use std::path::PathBuf;

/// Print a case: its CLIF, who lies where, and the linked code with call targets resolved.
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// A case file.
    file: PathBuf,
    /// Take any bytes for a case, as the fuzz target does.
    #[arg(long)]
    raw: bool,
}

impl Show {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let case = input::read(&self.file, self.raw)?;
        let mut checker = Checker::new(0)?;
        let inspection = checker.inspect(&case, None);
        let mut out = Output::new();
        writeln!(out, "{case:?}")?;
        writeln!(out, "; --- placement ---")?;
        write!(out, "{}", triage::placement_map(&case, &inspection))?;
        if let Some(failure) = &inspection.failure {
            writeln!(out, "not linked: {}: {}", failure.stage, failure.cause)?;
        }
        for function in 0..case.functions.len() as u16 {
            let listing = triage::listing(&inspection, function, None);
            if !listing.is_empty() {
                writeln!(out, "\n; --- code of %f{function} ---\n{listing}")?;
            }
        }
        Ok(CLEAN)
    }
}
