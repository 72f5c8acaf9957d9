//! `farcall triage`: work on known issues.

use super::output::Output;
use super::{CLEAN, CliError, FOUND, fixes};
use crate::check::Checker;
use crate::known::{self, KnownIssue};
use crate::triage::{Recheck, State, recheck};
use crate::version;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;

/// Work on known issues.
#[derive(Debug, clap::Args)]
pub(super) struct Triage {
    #[command(subcommand)]
    command: TriageCommand,
}

#[derive(Debug, clap::Subcommand)]
enum TriageCommand {
    /// Check the smallest case of every known issue again, with the Cranelift that Farcall is built
    /// with. Exit code 0: those that it has still fail as they did, the others do not; 2: some do
    /// otherwise.
    Check(Check),
}

#[derive(Debug, clap::Args)]
struct Check {
    /// One JSON object a line and an issue, instead of text.
    #[arg(long)]
    json: bool,
    /// Try the fix of each issue instead, alone: its bucket has to be gone from its case, and all
    /// other cases as before. Builds Farcall some times, and keeps that. Exit code 0: every fix
    /// does what it says, or is a question of design; 2: some do not.
    #[arg(long)]
    fixes: bool,
    /// Only the fixes of these issues.
    #[arg(
        long,
        value_name = "SLUG,..",
        value_delimiter = ',',
        requires = "fixes"
    )]
    only: Vec<String>,
    /// A directory of filetests, such as Cranelift's runtests: they have to give the same counts
    /// with each fix as without.
    #[arg(long, value_name = "DIR", requires = "fixes")]
    runtests: Option<PathBuf>,
}

impl Triage {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let TriageCommand::Check(check) = &self.command;
        check.run()
    }
}

impl Check {
    fn run(&self) -> Result<u8, CliError> {
        if self.fixes {
            return fixes::run(&self.only, self.runtests.as_deref(), self.json);
        }
        let mut out = Output::new();
        let (mut code, mut count) = (CLEAN, 0);
        for (issue, rechecked) in recheck(Checker::new(0)?, known::linked()) {
            let rechecked = rechecked.map_err(|error| CliError::Input {
                path: format!("triage/known/{}/smallest.case", issue.slug),
                reason: error.to_string(),
            })?;
            if self.json {
                writeln!(out, "{}", to_json(issue, &rechecked))?;
            } else {
                writeln!(out, "{}", told(issue, &rechecked))?;
            }
            if !rechecked.state.is_as_expected() {
                code = FOUND;
            }
            count += 1;
        }
        if !self.json {
            let cranelift = version::linked();
            writeln!(out, "{count} known issues, with Cranelift {cranelift}")?;
        }
        Ok(code)
    }
}

/// An issue as a line of text: its state, and what to do if that is not the expected one.
fn told(issue: &KnownIssue, rechecked: &Recheck) -> String {
    let (slug, title) = (issue.slug, &issue.description.title);
    let versions = &issue.description.versions;
    let keys = rechecked.keys.join(", ");
    let file = format!("triage/known/{slug}/issue.toml");
    match rechecked.state {
        State::StillFailing => format!("still failing  {slug}: {title}"),
        State::Absent if version::linked().fixed.iter().any(|fixed| fixed == slug) => {
            format!("absent         {slug}: as expected, it is fixed here")
        }
        State::Absent => format!("absent         {slug}: as expected, {versions} have it"),
        State::Fixed => {
            format!("FIXED          {slug}: {title}; end `versions` in {file} before this one")
        }
        State::Back => {
            format!("BACK           {slug}: {keys}; `versions` in {file} are {versions}")
        }
        State::Changed => format!("CHANGED        {slug}: now {keys}"),
    }
}

fn to_json(issue: &KnownIssue, rechecked: &Recheck) -> Value {
    let description = &issue.description;
    let commits = description.commits.iter().map(ToString::to_string);
    json!({
        "slug": issue.slug,
        "class": description.class,
        "cranelift": version::linked().to_string(),
        "versions": description.versions.to_string(),
        "commits": commits.collect::<Vec<_>>(),
        "expected": rechecked.expected,
        "state": rechecked.state,
        "keys": rechecked.keys,
    })
}
