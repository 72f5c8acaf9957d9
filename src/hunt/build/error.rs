//! How a build fails.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// A fuzz target cannot be built.
#[derive(Debug, Error)]
pub enum BuildError {
    /// A program is missing.
    #[error("{name} is not on PATH, and builds the fuzz target; install it: {install}")]
    Missing {
        /// The program.
        name: &'static str,
        /// The command that installs it.
        install: &'static str,
    },
    /// The sources are not where they were.
    #[error(
        "the source tree that farcall was built from, {root}, is not there; build farcall anew",
        root = root.display()
    )]
    NoSources {
        /// Where they were.
        root: PathBuf,
    },
    /// The target directory cannot be written to.
    #[error(
        "cannot write {path}: {source}; set CARGO_TARGET_DIR to a directory that can be written",
        path = path.display()
    )]
    TargetDir {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The log cannot be written.
    #[error(
        "cannot write {path}: {source}; give another directory with --out, or make room",
        path = path.display()
    )]
    Log {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Cargo, or what it called, failed.
    #[error(
        "cannot build the fuzz target: {reason}; all that was said is in {log}",
        log = log.display()
    )]
    Failed {
        /// The first line that complains.
        reason: String,
        /// The log.
        log: PathBuf,
    },
    /// Cargo cannot be talked to.
    #[error("cannot run cargo: {0}")]
    Cargo(#[from] io::Error),
    /// The hunt was stopped.
    #[error("interrupted while building the fuzz target; what was built is kept")]
    Interrupted,
}
