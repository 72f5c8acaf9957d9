//! The programs with mutants in them, kept by what they are built of.
//!
//! All of it is below Cargo's target directory: `mutants/sources/` has the copies of the crates,
//! always in the same place, so that a build with another mutant compiles nothing but the changed
//! crate and what depends on it; `mutants/build/` is Cargo's; `mutants/programs/` has each program
//! under the digest of everything that went into it. Cargo takes the copies by its `paths` setting,
//! which leaves `Cargo.lock` alone.

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

/// What a program is built of, beside the crates with mutants; `Cargo.lock` stands for all others.
const SOURCES: [&str; 7] = [
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "crates",
    "fuzz",
    "src",
    "triage/known",
];
/// Variables that Cargo or the compiler go by.
const FLAGS: [&str; 2] = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"];
/// How often somebody else's build is looked at.
const INTERVAL: Duration = Duration::from_millis(200);

/// A program with mutants.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// Where it is.
    pub(super) path: PathBuf,
    /// How long its build took; none if it was there.
    pub(super) seconds: Option<f64>,
}

/// Makes programs.
#[derive(Debug)]
pub(super) struct Programs<'p> {
    workspace: Workspace,
    assertions: bool,
    log: &'p Path,
    stop: &'p AtomicBool,
    /// Digest of all that programs have in common.
    pub(super) base: String,
}

impl<'p> Programs<'p> {
    /// Programs with or without debug assertions; what Cargo says goes to `log`.
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

    /// The program with every mutant of `shared` in it, and what of it could not be compiled and
    /// was left out.
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

    /// The program built of the crates with the files of the overlay.
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
        let partial = path.with_extension("partial");
        let copied = fs::copy(built, &partial).and_then(|_| fs::rename(&partial, &path));
        copied.map_err(OutputError::write(&path))?;
        Ok(Program {
            path,
            seconds: Some(start.elapsed().as_secs_f64()),
        })
    }

    /// Copies the crates; gives where the copies are.
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

    /// The name of a program: a digest of what it is built of.
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
    /// Whether it was found to compile every case as Farcall itself does.
    pub(super) fn is_verified(&self) -> bool {
        self.mark().exists()
    }

    /// Notes that it does.
    pub(super) fn verified(&self) -> Result<(), OutputError> {
        atomic::write(&self.mark(), b"").map_err(OutputError::write(self.mark()))
    }

    fn mark(&self) -> PathBuf {
        self.path.with_extension("verified")
    }
}
