//! The copy of Farcall's sources.

use super::error::RelinkError;
use super::manifest;
use super::wanted::Wanted;
use crate::hunt::build::{self, Cargo};
use crate::mirror::{self, MirrorError};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// The parts of Farcall's tree that are copied if they exist: everything that building and running
/// need. `Cargo.toml` and `Cargo.lock` are handled separately.
const PARTS: [&str; 15] = [
    "README.md",
    "bench",
    "benches",
    "build.rs",
    "clippy.toml",
    "corpus",
    "crates",
    "docs",
    "examples",
    "fuzz/Cargo.toml",
    "fuzz/fuzz_targets",
    "src",
    "tests",
    "triage",
    "ARCHITECTURE.md",
];
/// The file from which the build script reads the commit of a checkout.
const COMMIT: &str = "cranelift-commit";
/// The version of Farcall's own lock file that the copy's was made from.
const OLD_LOCK: &str = "Cargo.lock.farcall";

/// A copy of Farcall's sources.
#[derive(Debug)]
pub(super) struct Tree {
    /// Its root.
    pub(super) root: PathBuf,
    /// The log of Cargo's output. `open` creates it empty.
    pub(super) log: PathBuf,
}

/// Makes the copy for `wanted`, or updates it.
///
/// # Errors
/// If the sources are gone, or the copy cannot be written.
pub(super) fn open(wanted: &Wanted, stop: &AtomicBool) -> Result<Tree, RelinkError> {
    let sources = build::sources()?;
    let tree = target(&sources, stop)?
        .join("cranelift")
        .join(wanted.slug());
    fs::create_dir_all(&tree).map_err(MirrorError::write(&tree))?;
    for part in PARTS {
        copy(&sources.join(part), &tree.join(part))?;
    }
    write_manifest(&sources, &tree, wanted)?;
    write_lock(&sources, &tree)?;
    write_commit(&tree, wanted)?;
    if let Wanted::Edited(edited) = wanted {
        edited.write(&tree)?;
    }
    let log = tree.join("cargo.log");
    fs::write(&log, "").map_err(MirrorError::write(&log))?;
    Ok(Tree { log, root: tree })
}

/// Cargo's target directory for Farcall's own tree.
fn target(sources: &Path, stop: &AtomicBool) -> Result<PathBuf, RelinkError> {
    let cargo = Cargo {
        program: build::program("CARGO", "cargo")?,
        rustc: build::program("RUSTC", "rustc")?,
        root: sources.to_owned(),
        configs: &[],
        log: Path::new("/dev/null"),
    };
    Ok(cargo.graph("farcall", stop)?.target_directory)
}

/// Copies a file or a directory, if it exists.
fn copy(from: &Path, to: &Path) -> Result<(), MirrorError> {
    if from.is_dir() {
        mirror::mirror(from, to, &|_| None)
    } else if from.is_file() {
        mirror::put(to, &fs::read(from).map_err(MirrorError::read(from))?)
    } else {
        Ok(())
    }
}

fn write_manifest(sources: &Path, tree: &Path, wanted: &Wanted) -> Result<(), RelinkError> {
    let path = sources.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(MirrorError::read(&path))?;
    let edited = manifest::edit(&text, &path, wanted)?;
    Ok(mirror::put(&tree.join("Cargo.toml"), edited.as_bytes())?)
}

/// Starts from Farcall's lock file, so that only Cranelift differs. Cargo's changes to it stay
/// until Farcall's own lock file changes.
fn write_lock(sources: &Path, tree: &Path) -> Result<(), MirrorError> {
    let path = sources.join("Cargo.lock");
    let lock = fs::read(&path).map_err(MirrorError::read(&path))?;
    let old = tree.join(OLD_LOCK);
    if fs::read(&old).is_ok_and(|old| old == lock) {
        return Ok(());
    }
    mirror::put(&tree.join("Cargo.lock"), &lock)?;
    mirror::put(&old, &lock)
}

fn write_commit(tree: &Path, wanted: &Wanted) -> Result<(), MirrorError> {
    let path = tree.join(COMMIT);
    match wanted {
        Wanted::Checkout(checkout) => {
            let commit = checkout.commit.as_deref().unwrap_or("unknown");
            mirror::put(&path, commit.as_bytes())
        }
        Wanted::Release { .. } => Ok(()),
        Wanted::Edited(edited) => match &edited.cranelift.commit {
            Some(commit) => mirror::put(&path, commit.as_bytes()),
            None => Ok(()),
        },
    }
}
