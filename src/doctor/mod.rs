//! What this host has for Farcall, what it lacks, and how to install the rest.
//!
//! *Problem.* Hunting needs little, but further tools let Farcall see more: libFuzzer, sanitizers,
//! a second executor, a second linker. Some go by several names, some are useless below a certain
//! version, and a wrapper may hang instead of answering.
//!
//! *Idea.* One [table](TOOLS) says for each tool where to look, how to ask for its version and read
//! the answer, what it adds, and how to install it. [`examine`] goes through the table and returns
//! a [`Diagnosis`] of each tool.
//!
//! *Invariant.* Every failure is a value. No shell, no network. Only the tools themselves are
//! executed, each with a time limit, and rustup is told to install nothing.
//!
//! *Limits.* A tool that prints a version is assumed to work. Only `PATH` and the toolchain's own
//! directory are searched; variables such as `CXX` are ignored. The arena is tried for one worker.
//! Processes that a tool starts may outlive it.

mod ask;
mod diagnosis;
mod find;
mod table;
mod version;

pub use diagnosis::{Diagnosis, ToolState};
pub use table::{Least, Look, Need, TOOLS, Tool};
pub use version::Version;

use crate::link::Arena;
use crate::proc;
use ask::{ProbeError, ask};
use find::SearchPath;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a tool may take to answer: far more than any needs, even when it is first read from a
/// slow disk.
const LIMIT: Duration = Duration::from_secs(5);

/// Looks for every tool of the table. `path` has the form of the variable `PATH`.
pub fn examine(path: Option<&OsStr>) -> Vec<Diagnosis> {
    let path = SearchPath::new(path);
    TOOLS.iter().map(|tool| diagnose(tool, &path)).collect()
}

/// The program of that name in the directories of `PATH`.
pub fn find(name: &str) -> Option<PathBuf> {
    SearchPath::new(env::var_os("PATH").as_deref()).find(name)
}

/// The program of the tool of that name, if it can be used.
///
/// # Errors
/// If it cannot be used: its diagnosis.
///
/// # Panics
/// If the table has no such tool.
pub fn locate(name: &str) -> Result<PathBuf, Box<Diagnosis>> {
    let path = SearchPath::new(env::var_os("PATH").as_deref());
    let diagnosis = diagnose(row(name), &path);
    match &diagnosis.path {
        Some(program) if diagnosis.state == ToolState::Ok => Ok(program.into()),
        _ => Err(Box::new(diagnosis)),
    }
}

/// The command that installs the tool of that name.
///
/// # Panics
/// If the table has no such tool.
pub fn install(name: &str) -> &'static str {
    row(name).install
}

fn row(name: &str) -> &'static Tool {
    let tool = TOOLS.iter().find(|tool| tool.name == name);
    tool.expect("a tool of the table")
}

/// The tools that `need` requires and that cannot be used.
pub fn obstacles(diagnoses: &[Diagnosis], need: Need) -> Vec<&Diagnosis> {
    let needed = diagnoses.iter().filter(|d| d.tool.need == need);
    needed.filter(|d| d.state != ToolState::Ok).collect()
}

fn diagnose(tool: &'static Tool, path: &SearchPath) -> Diagnosis {
    match tool.look {
        Look::Path(names) => first_usable(tool, names, path),
        Look::Toolchain => match path.find("cargo").map(|cargo| answer(tool, &cargo)) {
            // A cargo without rustup refuses, and so does one without this toolchain.
            Some(diagnosis) if diagnosis.state != ToolState::Broken => diagnosis,
            Some(refused) => Diagnosis {
                state: ToolState::Missing,
                path: None,
                ..refused
            },
            None => Diagnosis::new(tool, ToolState::Missing),
        },
        Look::Sysroot(name) => match path.in_sysroot(name, LIMIT) {
            Some(program) => answer(tool, &program),
            None => Diagnosis::new(tool, ToolState::Missing),
        },
        Look::Arena => arena(tool),
        Look::Proc => match proc::peak_rss_mb() {
            Some(_) => Diagnosis::new(tool, ToolState::Ok),
            None => Diagnosis::new(tool, ToolState::Missing),
        },
    }
}

/// The first usable program; if none is usable, the first that exists.
fn first_usable(tool: &'static Tool, names: &[&str], path: &SearchPath) -> Diagnosis {
    let mut first = None;
    for program in names.iter().filter_map(|name| path.find(name)) {
        let diagnosis = answer(tool, &program);
        if diagnosis.state == ToolState::Ok {
            return diagnosis;
        }
        first.get_or_insert(diagnosis);
    }
    first.unwrap_or(Diagnosis::new(tool, ToolState::Missing))
}

/// Asks the tool, found as `program`, for its version.
fn answer(tool: &'static Tool, program: &Path) -> Diagnosis {
    let version = ask(program, tool.ask, LIMIT).and_then(|output| {
        Version::read(&output, tool.marker).ok_or(ProbeError::NoVersion {
            marker: tool.marker,
        })
    });
    let diagnosis = match version {
        Ok(version) => judge(tool, &version),
        Err(error) => Diagnosis::new(tool, ToolState::Broken).with_problem(error.to_string()),
    };
    Diagnosis {
        path: Some(program.display().to_string()),
        ..diagnosis
    }
}

/// Compares a version with the oldest that is of use.
fn judge(tool: &'static Tool, version: &Version) -> Diagnosis {
    let diagnosis = match tool.least {
        Some(least) if !version.is_at_least(least.major, least.minor) => {
            Diagnosis::new(tool, ToolState::Old).with_problem(format!(
                "too old: {}; {}.{} or newer is needed",
                least.below, least.major, least.minor
            ))
        }
        _ => Diagnosis::new(tool, ToolState::Ok),
    };
    diagnosis.with_version(version.to_string())
}

fn arena(tool: &'static Tool) -> Diagnosis {
    match Arena::map(0) {
        Ok(arena) => {
            let (gib, base) = (Arena::LEN >> 30, arena.base());
            Diagnosis::new(tool, ToolState::Ok).with_version(format!("{gib} GiB at {base:#x}"))
        }
        Err(error) => Diagnosis::new(tool, ToolState::Missing).with_problem(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(name: &str) -> &'static Tool {
        let tool = TOOLS.iter().find(|tool| tool.name == name);
        tool.expect("it is in the table")
    }

    fn judged(name: &str, output: &str) -> Diagnosis {
        let tool = tool(name);
        judge(
            tool,
            &Version::read(output, tool.marker).expect("a version"),
        )
    }

    #[test]
    fn the_least_version_is_enough_and_the_one_before_is_not() {
        for (name, output, state) in [
            ("qemu-riscv64", "qemu-riscv64 version 10.0.0", ToolState::Ok),
            ("qemu-riscv64", "qemu-riscv64 version 9.2.4", ToolState::Old),
            ("llvm-mc", "Debian LLVM version 14.0.6", ToolState::Old),
            ("llvm-mc", "  LLVM version 22.1.8", ToolState::Ok),
            (
                "rustc",
                "rustc 1.95.0 (59807616e 2026-04-14)",
                ToolState::Ok,
            ),
            (
                "rustc",
                "rustc 1.94.1 (59807616e 2026-03-14)",
                ToolState::Old,
            ),
            ("cargo-fuzz", "cargo-fuzz 0.1.0", ToolState::Ok),
        ] {
            assert_eq!(judged(name, output).state, state, "{output}");
        }
    }

    #[test]
    fn an_old_qemu_is_told_what_it_lacks() {
        let diagnosis = judged("qemu-riscv64", "qemu-riscv64 version 7.2.22");
        let problem = diagnosis.problem.expect("it is too old");
        assert_eq!(
            problem,
            "too old: lacks Zicond, Zcb; 10.0 or newer is needed"
        );
    }

    #[test]
    fn only_what_something_needs_is_an_obstacle_to_it() {
        let all =
            |state| -> Vec<Diagnosis> { TOOLS.iter().map(|t| Diagnosis::new(t, state)).collect() };
        let (ok, missing) = (all(ToolState::Ok), all(ToolState::Missing));
        for (need, wanted) in [
            (Need::Hunting, &["arena"][..]),
            (Need::Coverage, &["rustc", "cargo", "c++"]),
        ] {
            assert_eq!(obstacles(&ok, need).len(), 0);
            let obstacles = obstacles(&missing, need).into_iter();
            assert_eq!(obstacles.map(|d| d.tool.name).collect::<Vec<_>>(), wanted);
        }
    }

    #[test]
    fn without_a_path_no_program_is_found() {
        let path = SearchPath::new(None);
        // Other tests in this process may hold the arena.
        for tool in TOOLS.iter().filter(|tool| tool.look != Look::Arena) {
            let diagnosis = diagnose(tool, &path);
            let missing = diagnosis.state == ToolState::Missing;
            assert!(missing || tool.look == Look::Proc, "{diagnosis:?}");
        }
    }
}
