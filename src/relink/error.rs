//! Errors of building Farcall against another Cranelift.

use crate::hunt::{BuildError, OutputError};
use crate::mirror::MirrorError;
use semver::Version;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why Farcall cannot be built against another Cranelift.
#[derive(Debug, Error)]
pub enum RelinkError {
    /// The argument names no Cranelift.
    #[error("--cranelift {0}: no version such as 0.137.1, and no directory; see docs/versions.md")]
    Unknown(String),
    /// The directory is not a checkout of Wasmtime.
    #[error("{path} is no checkout of Wasmtime: {reason}", path = path.display())]
    NoCheckout {
        /// The directory.
        path: PathBuf,
        /// What is missing or wrong.
        reason: String,
    },
    /// Farcall has no compatibility module for this version.
    #[error("Cranelift {0} is too old: Farcall supports 0.135 and later")]
    TooOld(Version),
    /// The version is not in the registry, or cannot be downloaded.
    #[error("cannot get Cranelift {wanted}: {reason}; check the version and the network")]
    Fetch {
        /// The requested Cranelift.
        wanted: String,
        /// Cargo's error.
        reason: String,
    },
    /// No toolchain is new enough.
    #[error(
        "Cranelift {wanted} needs Rust {needed} or newer, and there is only {installed}; \
         install one: rustup toolchain install {needed}"
    )]
    NoToolchain {
        /// The requested Cranelift.
        wanted: String,
        /// The Rust that it needs.
        needed: Version,
        /// The installed versions.
        installed: String,
    },
    /// The copy does not compile.
    #[error(
        "cannot build Farcall against Cranelift {wanted}: {reason}; see {log}",
        log = log.display()
    )]
    Build {
        /// The requested Cranelift.
        wanted: String,
        /// The first error.
        reason: String,
        /// The log with Cargo's whole output.
        log: PathBuf,
    },
    /// A program is missing.
    #[error(
        "{name} is not on PATH, and building with another Cranelift needs it; install it: {install}"
    )]
    Missing {
        /// The program.
        name: &'static str,
        /// The command that installs it.
        install: &'static str,
    },
    /// The sources are missing, or Cargo does not answer.
    #[error("cannot build Farcall against another Cranelift: {0}")]
    Sources(BuildError),
    /// The copy cannot be made.
    #[error("{0}; make room, or set CARGO_TARGET_DIR to a directory that can be written")]
    Copy(#[from] MirrorError),
    /// A crate of Cranelift cannot be copied.
    #[error(transparent)]
    Crate(OutputError),
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
        /// The system's error.
        source: io::Error,
    },
    /// The user interrupted it.
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
