//! The programs with fixes, cached by what they are built from.
//!
//! They are built one after another in one copy of Farcall's sources (`relink/`), so that the next
//! one recompiles only the changed crates and their dependents, and are kept beside it.

use super::error::FixesError;
use crate::hunt::OutputError;
use crate::hunt::build::{Package, Workspace};
use crate::mutants::plant::Overlay;
use crate::mutants::{crates, programs};
use crate::relink::{self, Edited, RelinkProgress, Wanted};
use crate::version;
use rustix::fs::FlockOperation;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The copy's directory.
const DIRECTORY: &str = "fixes";
/// Environment variables that change what Cargo or the compiler does.
const FLAGS: [&str; 2] = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"];
/// How often to check whether another process's build has finished.
const INTERVAL: Duration = Duration::from_millis(200);

/// Builds programs.
#[derive(Debug)]
pub(super) struct Programs<'p> {
    workspace: &'p Workspace,
    /// The crates that any fix edits.
    crates: Vec<Package>,
    /// A digest of everything that all programs have in common.
    base: String,
    stop: &'p AtomicBool,
}

impl<'p> Programs<'p> {
    pub(super) fn new(
        workspace: &'p Workspace,
        crates: Vec<Package>,
        stop: &'p AtomicBool,
    ) -> Result<Programs<'p>, FixesError> {
        let sources = crates::digest(&workspace.root, &programs::SOURCES)?;
        let flags = FLAGS.map(|name| env::var(name).unwrap_or_default());
        let profile = cfg!(debug_assertions).to_string();
        let parts = [&sources, &workspace.compiler, &profile].map(String::as_str);
        let flags = flags.iter().map(String::as_str);
        let named = crates
            .iter()
            .flat_map(|krate| [krate.name.as_str(), &krate.version]);
        Ok(Programs {
            base: crates::digest_of(parts.into_iter().chain(flags).chain(named)),
            workspace,
            crates,
            stop,
        })
    }

    /// The program with the files of the overlay; its path.
    pub(super) fn make(
        &self,
        overlay: Overlay,
        show: &mut dyn FnMut(RelinkProgress),
    ) -> Result<PathBuf, FixesError> {
        let directory = self.workspace.target_directory.join("cranelift");
        let kept = directory.join("with-fixes");
        fs::create_dir_all(&kept).map_err(OutputError::write(&kept))?;
        let _lock = self.lock(&kept)?;
        let path = kept.join(self.key(&overlay));
        if path.exists() {
            return Ok(path);
        }
        let wanted = Wanted::Edited(Edited {
            directory: DIRECTORY,
            cranelift: version::linked().clone(),
            crates: self.crates.clone(),
            overlay,
        });
        let built = relink::prepare(&wanted, self.stop, show)?;
        // The rename makes a program appear complete or not at all.
        let partial = path.with_extension("partial");
        let copied = fs::copy(built.program(), &partial);
        let copied = copied.and_then(|_| fs::rename(&partial, &path));
        copied.map_err(OutputError::write(&path))?;
        Ok(path)
    }

    /// The name of a program: a digest of what it is built from.
    fn key(&self, overlay: &Overlay) -> String {
        let files = overlay
            .iter()
            .flat_map(|((krate, file), text)| [krate.as_str(), file, text]);
        crates::digest_of([self.base.as_str()].into_iter().chain(files))
    }

    /// Waits until no other process builds here.
    fn lock(&self, directory: &Path) -> Result<File, FixesError> {
        let path = directory.join(".lock");
        let file = File::create(&path).map_err(OutputError::write(path))?;
        while rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            if self.stop.load(Ordering::Relaxed) {
                return Err(FixesError::Interrupted);
            }
            thread::sleep(INTERVAL);
        }
        Ok(file)
    }
}
