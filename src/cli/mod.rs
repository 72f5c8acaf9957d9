//! The command line: one file a subcommand.
//!
//! Every subcommand gives an exit code, or one line that says what is wrong and what to do.
//! `main.rs` prints that line.

mod bench;
mod doctor;
mod executor;
mod export;
mod filetest;
mod fixes;
mod hunt;
mod input;
mod mutants;
mod opinions;
mod output;
mod progress;
mod relink;
mod replay;
mod selftest;
mod show;
mod shrink;
mod tool;
mod triage;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use miette::Diagnostic;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::thread;
use thiserror::Error;

/// A fuzzer for cross-function call lowering in Cranelift on riscv64.
#[derive(Debug, Parser)]
#[command(version = version(), arg_required_else_help = true)]
struct Arguments {
    /// Do it with another Cranelift than the one that this program was built with: a version, as
    /// 0.137.1 or 0.137, or a checkout of Wasmtime. Builds Farcall once more, which takes some
    /// minutes the first time and may download crates; comes before the command.
    #[arg(long, value_name = "VERSION|PATH")]
    cranelift: Option<String>,
    /// Do it with a Cranelift in which all known issues are fixed whose fix is known (see
    /// triage/README.md), so that they hide nothing. Builds Farcall once more, too.
    #[arg(long, global = true)]
    fixed: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Replay(replay::Replay),
    Show(show::Show),
    Shrink(shrink::Shrink),
    Hunt(hunt::Hunt),
    Mutants(mutants::Mutants),
    Bench(bench::Bench),
    Triage(triage::Triage),
    Export(export::Export),
    Selftest(selftest::Selftest),
    Doctor(doctor::Doctor),
    Filetest(filetest::Filetest),
}

/// Why a subcommand could not do its work.
#[derive(Debug, Error, Diagnostic)]
pub enum CliError {
    /// The arguments do not fit the command.
    #[error("{0}")]
    #[diagnostic(help("see `farcall --help`"))]
    Usage(String),
    /// An input cannot be read.
    #[error("{path}: {reason}")]
    Input {
        /// The file as it was named.
        path: String,
        /// Why, and what to do.
        reason: String,
    },
    /// An output cannot be written.
    #[error("cannot write {path}: {reason}; name another file with -o")]
    Write {
        /// The file as it was named.
        path: String,
        /// Why.
        reason: String,
    },
    /// A hunt failed.
    #[error(transparent)]
    Hunt(#[from] crate::hunt::HuntError),
    /// Mutants could not be hunted.
    #[error(transparent)]
    Mutants(#[from] crate::mutants::MutantsError),
    /// Farcall itself did something wrong during a hunt.
    #[error(
        "Farcall itself failed, which is a bug in it: {}; please report it{}",
        .0.what,
        input(.0)
    )]
    Mistake(crate::hunt::Mistake),
    /// A known issue of this build is malformed.
    #[error("{0}; correct it, and build farcall again")]
    Known(#[from] &'static crate::known::IssueError),
    /// The checker cannot be set up.
    #[error(transparent)]
    Arena(#[from] crate::link::ArenaError),
    /// QEMU cannot be used.
    #[error(transparent)]
    Qemu(#[from] crate::qemu::QemuError),
    /// The host's opinion cannot be had.
    #[error(transparent)]
    Host(#[from] crate::opinion::host::HostError),
    /// No case can be checked in another process.
    #[error("cannot check a case in another process: {0}; does the temporary directory have room?")]
    Child(#[source] io::Error),
    /// The comparison with gcc could not be made.
    #[error(transparent)]
    Abi(#[from] crate::selftest::AbiError),
    /// A tool is missing, or too old.
    #[error("{name} {problem}; install it with: {install}")]
    Tool {
        /// Its name.
        name: &'static str,
        /// What is wrong with it.
        problem: String,
        /// The command that installs it.
        install: &'static str,
    },
    /// Farcall cannot be built against another Cranelift.
    #[error(transparent)]
    Relink(#[from] crate::relink::RelinkError),
    /// Fixes cannot be applied or proven.
    #[error(transparent)]
    Fixes(#[from] crate::fixes::FixesError),
    /// Filetests cannot be run.
    #[error(transparent)]
    Filetest(#[from] crate::filetest::PoolError),
    /// This machine lacks what hunting needs.
    #[error("hunting does not work: {0}")]
    CannotHunt(String),
    /// Output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Stdout(#[from] io::Error),
}

/// The absolute path, because workers and Cargo run in other directories.
fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    let path = std::path::absolute(path);
    path.map_err(|error| CliError::Usage(format!("the current directory: {error}")))
}

/// The number of cores.
fn cores() -> u32 {
    thread::available_parallelism().map_or(1, |n| n.get() as u32)
}

fn input(mistake: &crate::hunt::Mistake) -> String {
    let input = mistake.input.as_ref();
    input.map_or(String::new(), |path| format!(" with {}", path.display()))
}

/// Exit code: everything was done, and nothing is wrong.
const CLEAN: u8 = 0;
/// Exit code: not everything could be done; a line on standard error says what.
const FAILED: u8 = 1;
/// Exit code: everything was done, and something was found.
const FOUND: u8 = 2;

/// Runs the command that the process's arguments name.
///
/// # Errors
/// If it could not do its work.
pub fn run() -> Result<ExitCode, CliError> {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    if let Some(cranelift) = &arguments.cranelift {
        return Err(relink::run(cranelift));
    }
    crate::known::embedded()?;
    if arguments.fixed {
        return Err(relink::run_fixed());
    }
    let result = match arguments.command {
        Command::Replay(replay) => replay.run(),
        Command::Show(show) => show.run(),
        Command::Shrink(shrink) => shrink.run(),
        Command::Hunt(hunt) => hunt.run(),
        Command::Mutants(mutants) => mutants.run(),
        Command::Bench(bench) => bench.run(),
        Command::Triage(triage) => triage.run(),
        Command::Export(export) => export.run(),
        Command::Selftest(selftest) => selftest.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Filetest(filetest) => filetest.run(),
    };
    result.map(ExitCode::from)
}

/// Farcall's version, and that of the Cranelift that it hunts in.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let cranelift = crate::version::linked();
        format!("{} (Cranelift {cranelift})", env!("CARGO_PKG_VERSION"))
    })
}

/// Prints help as it is, and makes one line of a mistake.
fn usage(error: &clap::Error) -> Result<ExitCode, CliError> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            error.print()?;
            Ok(ExitCode::from(CLEAN))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            error.print()?;
            Ok(ExitCode::FAILURE)
        }
        _ => {
            let text = error.to_string();
            let lines: Vec<&str> = text
                .lines()
                .map(str::trim)
                .take_while(|line| !line.is_empty())
                .collect();
            let joined = lines.join(" ");
            let line = joined.strip_prefix("error: ").unwrap_or(&joined);
            Err(CliError::Usage(line.to_owned()))
        }
    }
}
