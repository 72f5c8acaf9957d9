//! `farcall doctor`: the tools that this machine has, and those that it lacks.

use super::output::Output;
use super::{CLEAN, CliError};
use crate::doctor::{self, Diagnosis, Need, ToolState};
use std::env;
use std::io::{self, Write};

/// Look for tools that Farcall can use: found or not, version, what each adds, and the command that
/// installs it. Exit code 0: hunting works; 1: it does not.
///
/// Commands with apt-get are for Debian 12, as root. Tools marked "later" are of no use to Farcall
/// yet.
#[derive(Debug, clap::Args)]
pub(super) struct Doctor {
    /// One JSON array, an object a tool, instead of text.
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let diagnoses = doctor::examine(env::var_os("PATH").as_deref());
        let obstacles = doctor::obstacles(&diagnoses, Need::Hunting);
        let mut out = Output::new();
        if self.json {
            let json = serde_json::to_string_pretty(&diagnoses).expect("a diagnosis is plain data");
            writeln!(out, "{json}")?;
        } else {
            print(&mut out, &diagnoses)?;
        }
        if !obstacles.is_empty() {
            let reasons: Vec<String> = obstacles.into_iter().map(reason).collect();
            return Err(CliError::CannotHunt(reasons.join("; ")));
        }
        if !self.json {
            let missing: Vec<&str> = doctor::obstacles(&diagnoses, Need::Coverage)
                .into_iter()
                .map(|diagnosis| diagnosis.tool.name)
                .collect();
            if missing.is_empty() {
                writeln!(out, "Hunting works; start with `farcall hunt`.")?;
            } else {
                writeln!(
                    out,
                    "Hunting works, but not guided by coverage ({}); start with `farcall hunt`.",
                    missing.join(", ")
                )?;
            }
        }
        Ok(CLEAN)
    }
}

fn reason(diagnosis: &Diagnosis) -> String {
    let problem = diagnosis.problem.as_deref().unwrap_or("it is missing");
    format!("{}: {problem}", diagnosis.tool.name)
}

fn print(out: &mut impl Write, diagnoses: &[Diagnosis]) -> io::Result<()> {
    let version = |d: &Diagnosis| d.version.clone().unwrap_or_default();
    let names = diagnoses.iter().map(|d| d.tool.name.len()).max();
    let versions = diagnoses.iter().map(|d| version(d).len()).max();
    let (names, versions) = (names.unwrap_or(0), versions.unwrap_or(0));
    for diagnosis in diagnoses {
        let tool = diagnosis.tool;
        writeln!(
            out,
            "{:<7}  {:<names$}  {:<versions$}  {}{}",
            mark(diagnosis.state),
            tool.name,
            version(diagnosis),
            tool.adds,
            if tool.need == Need::Later {
                " (later)"
            } else {
                ""
            }
        )?;
        if diagnosis.state == ToolState::Ok {
            continue;
        }
        if let Some(problem) = &diagnosis.problem {
            writeln!(out, "    {problem}")?;
        }
        writeln!(out, "    {}", tool.install)?;
    }
    Ok(())
}

fn mark(state: ToolState) -> &'static str {
    match state {
        ToolState::Ok => "ok",
        ToolState::Old => "old",
        ToolState::Missing => "missing",
        ToolState::Broken => "broken",
    }
}
