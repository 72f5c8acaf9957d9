//! Builds Farcall against another Cranelift, or against the same with edited sources.
//!
//! *Problem.* Cranelift is a library, so building Farcall decides which Cranelift is hunted in. A
//! maintainer wants to hunt in the newest release, or in a checkout of Wasmtime, without changing
//! Farcall's tree, the checkout or the registry.
//!
//! *Idea.* Each Cranelift gets a copy of Farcall's sources below Cargo's target directory. Its
//! manifest names that Cranelift and the compatibility module (`link/compat/`). It has its own lock
//! file and target directory. The oldest installed toolchain that is new enough builds it. Then
//! this process executes the Farcall of the copy, with the same arguments. Hunts, mutants and all
//! other builds start from there, and find their sources in the copy.
//!
//! Edited sources ([`Edited`]) are copies of crates in that copy. Cargo finds them by its `paths`
//! setting, so the lock file stays as it is, and every build that starts there has them.
//!
//! *Invariant.* Only `cargo fetch` may use the network, and only if something is missing. A file of
//! the copy is written atomically, and only if it has to change, so an interrupted preparation can
//! be resumed.
//!
//! *Limits.* It needs Farcall's source tree and Cargo. If Cranelift moves to another major version
//! of `gimli`, Farcall must move too.

mod cargo;
mod checkout;
mod edited;
mod error;
mod manifest;
mod toolchain;
mod tree;
mod wanted;

pub use cargo::RelinkProgress;
pub use edited::Edited;
pub use error::RelinkError;
pub use wanted::Wanted;

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use toolchain::Toolchain;

/// A Farcall that is linked with another Cranelift.
#[derive(Debug)]
pub struct Relinked {
    program: PathBuf,
    toolchain: Toolchain,
}

/// Builds Farcall against the wanted Cranelift.
///
/// # Errors
/// See [`RelinkError`]. Setting `stop` ends a build.
pub fn prepare(
    wanted: &Wanted,
    stop: &AtomicBool,
    show: &mut dyn FnMut(RelinkProgress),
) -> Result<Relinked, RelinkError> {
    let tree = tree::open(wanted, stop)?;
    let toolchains = toolchain::installed()?;
    show(RelinkProgress::Fetching);
    let newest = toolchains.last().expect("one was found");
    cargo::fetch(&tree, newest, wanted)?;
    let build = cargo::plan(&tree, newest, stop)?;
    let toolchain = toolchain::choose(&toolchains, &build.needs, wanted)?;
    let program = cargo::build(&tree, &build, &toolchain, wanted, stop, show)?;
    Ok(Relinked { program, toolchain })
}

impl Relinked {
    /// The path of that Farcall. The next preparation of the same tree replaces it.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Replaces this process by that Farcall. Returns only if it cannot be started.
    pub fn run(&self, arguments: &[OsString]) -> RelinkError {
        let mut command = Command::new(&self.program);
        command.args(arguments);
        self.toolchain.adopt(&mut command);
        // Nothing is missing by now, and the Cranelift under test must not change unnoticed.
        command.env("CARGO_NET_OFFLINE", "true");
        // The copy builds inside itself, wherever the original builds.
        command.env_remove("CARGO_TARGET_DIR");
        RelinkError::Start {
            program: self.program.display().to_string(),
            source: command.exec(),
        }
    }
}
