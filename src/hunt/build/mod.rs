//! The coverage-instrumented fuzz target, built on the stable toolchain.
//!
//! *Problem.* Coverage guidance needs an instrumented build. cargo-fuzz makes one, but has to be
//! installed, and instruments everything.
//!
//! *Idea.* Plain `cargo build` with this program as `RUSTC_WRAPPER`, see [`wrapper`]. `--target`
//! keeps flags away from build scripts; a target directory and profiles of its own keep the build
//! away from all others. `--locked` ensures that the hunted Cranelift is the one in `Cargo.lock`.
//! If this program was built with `cargo --config patch...`, the lock file says so, and a build
//! without the same `--config` is refused.
//!
//! *Invariant.* A failure is reported in one line; the output of Cargo and the compilers goes to a
//! log.
//!
//! *Limits.* Needs the source tree that this program was built from. `rustflags` of Cargo's
//! configuration files are not used.

mod cargo;
mod error;
mod graph;
mod wrapper;

pub use error::BuildError;
pub use wrapper::rustc_wrapper;

use super::options::FuzzTarget;
use crate::doctor;
pub(crate) use cargo::Cargo;
pub(crate) use graph::Package;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// The package of the fuzz targets.
const FUZZ_PACKAGE: &str = "farcall-fuzz";

/// A build of a fuzz target.
#[derive(Debug)]
pub(crate) struct Request<'r> {
    /// The fuzz target.
    pub(crate) target: FuzzTarget,
    /// Whether it has debug assertions.
    pub(crate) assertions: bool,
    /// Values for Cargo's `--config`.
    pub(crate) configs: &'r [String],
    /// The log for the output of Cargo and the compilers; truncated first.
    pub(crate) log: &'r Path,
    /// The directory of such builds, below Cargo's target directory.
    pub(crate) directory: &'r str,
}

/// A look at a running build.
#[derive(Clone, Debug)]
pub struct BuildProgress {
    /// Whether the build has debug assertions.
    pub assertions: bool,
    /// Packages that are done.
    pub done: usize,
    /// All packages.
    pub total: usize,
    /// Time so far.
    pub elapsed: Duration,
    /// Whether this is the last look at this build.
    pub finished: bool,
}

impl BuildProgress {
    /// The start of a build of so many packages.
    fn new(assertions: bool, total: usize) -> BuildProgress {
        BuildProgress {
            assertions,
            done: 0,
            total,
            elapsed: Duration::ZERO,
            finished: false,
        }
    }
}

/// The source tree, its compiler, and the packages that take part.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The root of the source tree.
    pub(crate) root: PathBuf,
    /// Where Cargo puts what it builds.
    pub(crate) target_directory: PathBuf,
    /// The packages of the fuzz targets, themselves included.
    pub(crate) packages: Vec<Package>,
    /// All that `rustc --version --verbose` says.
    pub(crate) compiler: String,
}

/// Finds out what the fuzz targets are built of; Cargo's output goes to `log`.
///
/// # Errors
/// See [`BuildError`].
pub(crate) fn workspace(log: &Path) -> Result<Workspace, BuildError> {
    let cargo = open(&[], log)?;
    let graph = cargo.graph(FUZZ_PACKAGE, &AtomicBool::new(false))?;
    Ok(Workspace {
        compiler: cargo.compiler()?,
        root: cargo.root,
        target_directory: graph.target_directory,
        packages: graph.packages,
    })
}

/// Builds a fuzz target; returns the path of the program.
///
/// # Errors
/// See [`BuildError`]. `stop` ends the build.
pub(crate) fn build(
    request: &Request<'_>,
    stop: &AtomicBool,
    show: &mut dyn FnMut(&BuildProgress),
) -> Result<PathBuf, BuildError> {
    let start = Instant::now();
    let cargo = open(request.configs, request.log)?;
    let graph = cargo.graph(FUZZ_PACKAGE, stop)?;
    let directory = graph.target_directory.join(request.directory);
    writable(&directory)?;
    let profile = if request.assertions {
        "hunt-assertions"
    } else {
        "hunt"
    };
    let name = request.target.name();
    let built = directory.join(&graph.host).join(profile).join(name);
    if !built.exists() {
        program("CXX", "c++")?;
    }
    let mut progress = BuildProgress::new(request.assertions, graph.packages.len());
    let arguments = [
        ["--package", FUZZ_PACKAGE],
        ["--bin", name],
        ["--profile", profile],
        ["--target", &graph.host],
    ];
    let mut look = |done| {
        progress.done = done;
        progress.elapsed = start.elapsed();
        show(&progress);
    };
    let path = cargo.build(arguments.as_flattened(), &directory, stop, &mut look)?;
    progress.finished = true;
    progress.elapsed = start.elapsed();
    show(&progress);
    Ok(path)
}

/// Cargo, with an empty log.
fn open<'c>(configs: &'c [String], log: &'c Path) -> Result<Cargo<'c>, BuildError> {
    let root = sources()?;
    File::create(log).map_err(|source| BuildError::Log {
        path: log.to_owned(),
        source,
    })?;
    Ok(Cargo {
        program: program("CARGO", "cargo")?,
        rustc: program("RUSTC", "rustc")?,
        root,
        configs,
        log,
    })
}

/// The root of the source tree.
pub(crate) fn sources() -> Result<PathBuf, BuildError> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    if root.join("fuzz/Cargo.toml").is_file() {
        Ok(root)
    } else {
        Err(BuildError::NoSources { root })
    }
}

/// The program that the variable names, otherwise the one on `PATH`.
pub(crate) fn program(variable: &str, name: &'static str) -> Result<PathBuf, BuildError> {
    let named = env::var_os(variable).filter(|path| !path.is_empty());
    match named.map(PathBuf::from).or_else(|| doctor::find(name)) {
        Some(path) => Ok(path),
        None => Err(BuildError::Missing {
            name,
            install: doctor::install(name),
        }),
    }
}

/// Checks that files can be made in the directory.
fn writable(directory: &Path) -> Result<(), BuildError> {
    let probe = directory.join(".writable");
    fs::create_dir_all(directory)
        .and_then(|()| File::create(&probe))
        .and_then(|_| fs::remove_file(&probe))
        .map_err(|source| BuildError::TargetDir {
            path: directory.to_owned(),
            source,
        })
}
