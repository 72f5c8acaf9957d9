//! Why Farcall cannot be linked with another Cranelift.

use crate::hunt::BuildError;
use crate::mirror::MirrorError;
use semver::Version;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Farcall cannot be built against another Cranelift.
#[derive(Debug, Error)]
pub enum RelinkError {
    /// The words name no Cranelift.
    #[error("--cranelift {0}: no version such as 0.137.1, and no directory; see docs/versions.md")]
    Unknown(String),
    /// The directory is something else.
    #[error("{path} is no checkout of Wasmtime: {reason}", path = path.display())]
    NoCheckout {
        /// The directory.
        path: PathBuf,
        /// What is missing or wrong.
        reason: String,
    },
    /// Farcall has no compatibility module for it.
    #[error("Cranelift {0} is too old: Farcall supports 0.135 and later")]
    TooOld(Version),
    /// The version is in no registry, or cannot be downloaded.
    #[error("cannot get Cranelift {wanted}: {reason}; check the version and the network")]
    Fetch {
        /// What was asked for.
        wanted: String,
        /// What Cargo said.
        reason: String,
    },
    /// No toolchain is new enough.
    #[error(
        "Cranelift {wanted} needs Rust {needed} or newer, and there is only {installed}; \
         install one: rustup toolchain install {needed}"
    )]
    NoToolchain {
        /// What was asked for.
        wanted: String,
        /// The Rust that it needs.
        needed: Version,
        /// What is installed.
        installed: String,
    },
    /// The copy does not compile.
    #[error(
        "cannot build Farcall against Cranelift {wanted}: {reason}; see {log}",
        log = log.display()
    )]
    Build {
        /// What was asked for.
        wanted: String,
        /// The first complaint.
        reason: String,
        /// All that was said.
        log: PathBuf,
    },
    /// A program is missing.
    #[error("{name} is not on PATH, and --cranelift builds with it; install it: {install}")]
    Missing {
        /// The program.
        name: &'static str,
        /// The command that installs it.
        install: &'static str,
    },
    /// The sources are gone, or Cargo cannot be talked to.
    #[error("cannot build Farcall against another Cranelift: {0}")]
    Sources(BuildError),
    /// The copy cannot be made.
    #[error("{0}; make room, or set CARGO_TARGET_DIR to a directory that can be written")]
    Copy(#[from] MirrorError),
    /// The manifest of Farcall or of the checkout is not as expected.
    #[error("{path}: {reason}", path = path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A program does not start.
    #[error("cannot run {program}: {source}")]
    Start {
        /// Its name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// The user stopped it.
    #[error("interrupted while preparing another Cranelift; what was built is kept")]
    Interrupted,
}

impl From<BuildError> for RelinkError {
    fn from(error: BuildError) -> RelinkError {
        match error {
            BuildError::Missing { name, install } => RelinkError::Missing { name, install },
            BuildError::Interrupted => RelinkError::Interrupted,
            other => RelinkError::Sources(other),
        }
    }
}
