//! A program with a fix in force, and what it says.

use super::error::FixesError;
use crate::children;
use crate::mutants::plant::switch;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

/// The keys of the buckets of the smallest case of each known issue, by slug.
pub(super) type Keys = BTreeMap<String, Vec<String>>;

/// A Farcall with some fix in force, or none.
#[derive(Clone, Debug)]
pub(super) struct Trial<'t> {
    pub(super) program: PathBuf,
    /// The fix in force, in a program of many; 0 for none.
    pub(super) number: u32,
    pub(super) stop: &'t AtomicBool,
}

/// A line of `triage check --json`.
#[derive(Deserialize)]
struct Checked {
    slug: String,
    keys: Vec<String>,
}

impl Trial<'_> {
    /// What `triage check` says.
    pub(super) fn keys(&self) -> Result<Keys, FixesError> {
        let text = self.ask(&["triage", "check", "--json"])?;
        let checked = text.lines().map(serde_json::from_str::<Checked>);
        let checked: Result<Vec<Checked>, _> = checked.collect();
        let checked = checked.map_err(|error| FixesError::Failed {
            command: "triage check --json".to_owned(),
            reason: error.to_string(),
        })?;
        let pairs = checked
            .into_iter()
            .map(|checked| (checked.slug, checked.keys));
        Ok(pairs.collect())
    }

    /// The counts of `filetest run`.
    pub(super) fn filetests(&self, directory: &Path) -> Result<String, FixesError> {
        let directory = directory.display().to_string();
        let text = self.ask(&["filetest", "run", &directory])?;
        Ok(text.lines().last().unwrap_or_default().to_owned())
    }

    /// What that Farcall prints. Findings are no failure.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<String, FixesError> {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env(switch::SELECTED, self.number.to_string())
            .env_remove(switch::REACHED)
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        let output = children::output(&mut command, self.stop);
        let output = output.map_err(|source| FixesError::Start {
            program: self.program.clone(),
            source,
        })?;
        let output = output.ok_or(FixesError::Interrupted)?;
        match output.status.code() {
            Some(0 | 2) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            _ => Err(FixesError::Failed {
                command: arguments.join(" "),
                reason: output.status.to_string(),
            }),
        }
    }
}
