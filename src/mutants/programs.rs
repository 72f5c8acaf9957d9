//! The programs with mutants, cached by what they are built from.
//!
//! Everything is below Cargo's target directory. `mutants/sources/` has the copies of the crates,
//! always at the same paths, so that a build with another mutant recompiles only the changed crate
//! and its dependents. `mutants/build/` belongs to Cargo. `mutants/programs/` has each program,
//! named by the digest of everything that went into it. Cargo finds the copies by its `paths`
//! setting, which leaves `Cargo.lock` alone.

use super::crates;
use super::error::MutantsError;
use super::plant::{Overlay, Plants, Woven};
use crate::atomic;
use crate::hunt::build::{self, Package, Request, Workspace};
use crate::hunt::{BuildError, BuildProgress, FuzzTarget, OutputError};
use rustix::fs::FlockOperation;
use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What a program is built from, besides the crates with mutants. `Cargo.lock` stands for all other
/// crates.
pub(crate) const SOURCES: [&str; 7] = [
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "crates",
    "fuzz",
    "src",
    "triage/known",
];
/// Environment variables that change what Cargo or the compiler does.
const FLAGS: [&str; 2] = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"];
/// How often to check whether another process's build has finished.
const INTERVAL: Duration = Duration::from_millis(200);

/// A program with mutants.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// Its path.
    pub(super) path: PathBuf,
    /// How long its build took, in seconds; `None` if it was cached.
    pub(super) seconds: Option<f64>,
}

/// Builds programs.
#[derive(Debug)]
pub(super) struct Programs<'p> {
    workspace: Workspace,
    assertions: bool,
    log: &'p Path,
    stop: &'p AtomicBool,
    /// A digest of everything that all programs have in common.
    pub(super) base: String,
}

impl<'p> Programs<'p> {
    /// Programs with or without debug assertions. Cargo's output goes to `log`.
    pub(super) fn new(
        workspace: Workspace,
        assertions: bool,
        log: &'p Path,
        stop: &'p AtomicBool,
    ) -> Result<Programs<'p>, MutantsError> {
        let sources = crates::digest(&workspace.root, &SOURCES)?;
        let flags = FLAGS.map(|name| env::var(name).unwrap_or_default());
        let with = assertions.to_string();
        let flags = flags.iter().map(String::as_str);
        let parts = [&sources, &workspace.compiler, &with].map(String::as_str);
        Ok(Programs {
            base: crates::digest_of(parts.into_iter().chain(flags)),
            workspace,
            assertions,
            log,
            stop,
        })
    }

    /// The program with every mutant of `shared`, and those mutants that did not compile and were
    /// left out.
    pub(super) fn shared(
        &self,
        plants: &Plants,
        look: &mut dyn FnMut(&BuildProgress),
    ) -> Result<(Program, BTreeSet<usize>), MutantsError> {
        let mut shared = plants.shareable();
        loop {
            let woven = plants.shared(&shared);
            let error = match self.make(&plants.crates, &woven.overlay, look) {
                Ok(program) => return Ok((program, shared)),
                Err(error) => error,
            };
            let blamed = self.blamed(&woven, &error);
            if blamed.is_empty() {
                return Err(error);
            }
            shared.retain(|number| !blamed.contains(number));
        }
    }

    fn blamed(&self, woven: &Woven, error: &MutantsError) -> BTreeSet<usize> {
        match error {
            MutantsError::Build(BuildError::Failed { log, .. }) => {
                let words = fs::read_to_string(log).unwrap_or_default();
                woven.blamed(&words, Path::new("mutants/sources"))
            }
            _ => BTreeSet::new(),
        }
    }

    /// The program built from the crates, with the files of the overlay.
    pub(super) fn make(
        &self,
        crates: &[Package],
        overlay: &Overlay,
        look: &mut dyn FnMut(&BuildProgress),
    ) -> Result<Program, MutantsError> {
        let directory = self.workspace.target_directory.join("mutants");
        let kept = directory.join("programs");
        fs::create_dir_all(&kept).map_err(OutputError::write(&kept))?;
        let _lock = self.lock(&directory)?;
        let path = kept.join(self.key(crates, overlay));
        if path.exists() {
            return Ok(Program {
                path,
                seconds: None,
            });
        }
        let start = Instant::now();
        let copies = self.copies(crates, overlay, &directory.join("sources"))?;
        let request = Request {
            target: FuzzTarget::Jit,
            assertions: self.assertions,
            configs: &[format!("paths={copies:?}"), "net.offline=true".to_owned()],
            log: self.log,
            directory: "mutants/build",
        };
        let built = build::build(&request, self.stop, look)?;
        // The rename makes a program appear complete or not at all.
        let partial = path.with_extension("partial");
        let copied = fs::copy(built, &partial).and_then(|_| fs::rename(&partial, &path));
        copied.map_err(OutputError::write(&path))?;
        Ok(Program {
            path,
            seconds: Some(start.elapsed().as_secs_f64()),
        })
    }

    /// Copies the crates. Returns the directories of the copies.
    fn copies(
        &self,
        crates: &[Package],
        overlay: &Overlay,
        to: &Path,
    ) -> Result<Vec<PathBuf>, OutputError> {
        let copy = |krate: &Package| {
            let to = to.join(&krate.name);
            crates::copy(krate, overlay, &to).map(|()| to)
        };
        crates.iter().map(copy).collect()
    }

    /// The name of a program: a digest of what it is built from.
    fn key(&self, crates: &[Package], overlay: &Overlay) -> String {
        let mut texts = vec![self.base.as_str()];
        for krate in crates {
            texts.extend([krate.name.as_str(), &krate.version]);
        }
        for ((krate, file), text) in overlay {
            texts.extend([krate.as_str(), file, text]);
        }
        crates::digest_of(texts)
    }

    /// Waits until no other process builds here.
    fn lock(&self, directory: &Path) -> Result<File, MutantsError> {
        let path = directory.join(".lock");
        let file = File::create(&path).map_err(OutputError::write(path))?;
        while rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            if self.stop.load(Ordering::Relaxed) {
                return Err(BuildError::Interrupted.into());
            }
            thread::sleep(INTERVAL);
        }
        Ok(file)
    }
}

impl Program {
    /// Whether the program was verified to compile every case as Farcall itself does.
    pub(super) fn is_verified(&self) -> bool {
        self.mark().exists()
    }

    /// Marks the program as verified.
    pub(super) fn verified(&self) -> Result<(), OutputError> {
        atomic::write(&self.mark(), b"").map_err(OutputError::write(self.mark()))
    }

    fn mark(&self) -> PathBuf {
        self.path.with_extension("verified")
    }
}
