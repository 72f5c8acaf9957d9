//! Farcall, built once more against another Cranelift.
//!
//! *Problem.* Cranelift is a library, so which one is hunted in is decided when Farcall is built. A
//! maintainer wants to hunt in the newest release, or in a checkout of Wasmtime, without touching
//! Farcall's tree, the checkout or the registry.
//!
//! *Idea.* A copy of Farcall's sources below Cargo's target directory, one for each Cranelift that
//! was asked for. Its manifest names that Cranelift and the compatibility module (`link/compat/`);
//! it has a lock file and a target directory of its own. Among the installed toolchains the first
//! that is new enough builds it. Then this process becomes the Farcall of the copy, with the same
//! arguments: hunts, mutants and all other builds go on from there, and find their sources in the
//! copy.
//!
//! *Invariant.* Only `cargo fetch` may use the network, and only if something is missing. A file of
//! the copy is written whole or not at all, and only if it has to change, so an interrupted
//! preparation is taken up again.
//!
//! *Limits.* Needs Farcall's source tree and Cargo. Another major version of `gimli` in Cranelift
//! would need one here, too.

mod cargo;
mod checkout;
mod manifest;
mod toolchain;
mod tree;
mod wanted;

pub use wanted::Wanted;

use crate::hunt::BuildError;
use crate::mirror::MirrorError;
use semver::Version;
use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use thiserror::Error;
use toolchain::Toolchain;

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

/// How far a preparation is.
#[derive(Clone, Debug)]
pub enum Progress {
    /// Cargo looks for what is missing.
    Fetching,
    /// The copy is being compiled.
    Building {
        /// Packages that are done.
        done: usize,
        /// All packages.
        total: usize,
        /// Since the build began.
        elapsed: Duration,
    },
}

/// A Farcall that is linked with another Cranelift.
#[derive(Debug)]
pub struct Relinked {
    program: PathBuf,
    toolchain: Toolchain,
}

/// Builds Farcall against the Cranelift that is wanted.
///
/// # Errors
/// See [`RelinkError`]. `stop` ends a build.
pub fn prepare(
    wanted: &Wanted,
    stop: &AtomicBool,
    show: &mut dyn FnMut(Progress),
) -> Result<Relinked, RelinkError> {
    let tree = tree::open(wanted, stop)?;
    let toolchains = toolchain::installed()?;
    show(Progress::Fetching);
    let newest = toolchains.last().expect("one was found");
    cargo::fetch(&tree, newest, wanted)?;
    let build = cargo::plan(&tree, newest, stop)?;
    let toolchain = toolchain::choose(&toolchains, &build.needs, wanted)?;
    let program = cargo::build(&tree, &build, &toolchain, wanted, stop, show)?;
    Ok(Relinked { program, toolchain })
}

impl Relinked {
    /// Becomes that Farcall. Does not return, unless it cannot be started.
    pub fn run(&self, arguments: &[OsString]) -> RelinkError {
        let mut command = Command::new(&self.program);
        command.args(arguments);
        self.toolchain.adopt(&mut command);
        // Everything is there; what is hunted in does not change behind the user's back.
        command.env("CARGO_NET_OFFLINE", "true");
        // Builds of the copy lie in the copy, wherever those of the original lie.
        command.env_remove("CARGO_TARGET_DIR");
        RelinkError::Start {
            program: self.program.display().to_string(),
            source: command.exec(),
        }
    }
}
