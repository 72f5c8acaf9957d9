//! A checkout of Wasmtime, which contains Cranelift. It is only read.

use super::error::RelinkError;
use semver::Version;
use sha1::{Digest, Sha1};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use toml::{Table, Value};

/// A checkout of Wasmtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// The absolute path of its root.
    pub(super) root: PathBuf,
    /// The version of Cranelift there.
    pub(super) version: Version,
    /// The commit, followed by `-dirty` if Cranelift was changed since; `None` without Git.
    pub(super) commit: Option<String>,
}

impl Checkout {
    /// Opens the checkout whose root is the directory `root`.
    pub(super) fn open(root: &Path) -> Result<Checkout, RelinkError> {
        let refuse = |reason: String| RelinkError::NoCheckout {
            path: root.to_owned(),
            reason,
        };
        let full = fs::canonicalize(root).map_err(|error| refuse(error.to_string()))?;
        let codegen = full.join("cranelift/codegen/Cargo.toml");
        if !codegen.is_file() {
            return Err(refuse("it has no cranelift/codegen/Cargo.toml".to_owned()));
        }
        let manifest = fs::read_to_string(full.join("Cargo.toml"));
        let manifest = manifest.map_err(|error| refuse(format!("Cargo.toml: {error}")))?;
        let version = version(&manifest).ok_or_else(|| {
            refuse("its Cargo.toml does not say which version cranelift-codegen has".to_owned())
        })?;
        Ok(Checkout {
            commit: commit(&full),
            root: full,
            version,
        })
    }

    /// The directory of a crate of Cranelift, by its name in the registry.
    pub(super) fn crate_root(&self, name: &str) -> PathBuf {
        let directory = name.strip_prefix("cranelift-").unwrap_or(name);
        self.root.join("cranelift").join(directory)
    }

    /// Whether `cranelift-codegen` exports this name from its root.
    pub(super) fn exports(&self, name: &str) -> bool {
        let file = self.crate_root("cranelift-codegen").join("src/lib.rs");
        // If the file cannot be read, Cargo reports that later.
        let text = fs::read_to_string(file).unwrap_or_default();
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| word == name)
    }

    /// A directory name for it. It depends on the path alone, not on the commit.
    pub(super) fn slug(&self) -> String {
        let place = Sha1::digest(self.root.as_os_str().as_encoded_bytes());
        let name = self.root.file_name().unwrap_or_default().to_string_lossy();
        let place: String = place[..4]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("{name}-{place}")
    }
}

impl fmt::Display for Checkout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.version, self.root.display())
    }
}

/// The version of Cranelift in the workspace manifest.
fn version(manifest: &str) -> Option<Version> {
    let manifest: Table = manifest.parse().ok()?;
    let dependencies = manifest.get("workspace")?.get("dependencies")?;
    let version = dependencies.get("cranelift-codegen")?.get("version");
    let version = version.and_then(Value::as_str)?;
    Version::parse(version.trim_start_matches('=')).ok()
}

/// The commit that is checked out.
fn commit(root: &Path) -> Option<String> {
    let head = git(root, &["rev-parse", "HEAD"])?;
    let changes = git(root, &["status", "--porcelain", "--", "cranelift"])?;
    let dirty = if changes.is_empty() { "" } else { "-dirty" };
    Some(format!("{head}{dirty}"))
}

/// Git's output. `None` without Git, or if `root` is not a repository of its own.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    // Git takes no lock, so the checkout stays unchanged.
    command.arg("--no-optional-locks").arg("-C").arg(root);
    let output = command
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const MANIFEST: &str = "[workspace.dependencies]\n\
        cranelift-codegen = { path = 'cranelift/codegen', version = '0.136.0-dev' }\n";

    /// A directory with those parts of Wasmtime that are read.
    fn wasmtime(manifest: &str, lib: &str) -> TempDir {
        let dir = tempfile::tempdir().expect("a directory");
        let source = dir.path().join("cranelift/codegen/src");
        fs::create_dir_all(&source).expect("there is room");
        fs::write(dir.path().join("cranelift/codegen/Cargo.toml"), "").expect("there is room");
        fs::write(dir.path().join("Cargo.toml"), manifest).expect("there is room");
        fs::write(source.join("lib.rs"), lib).expect("there is room");
        dir
    }

    #[test]
    fn a_checkout_says_its_version_and_what_it_exports() {
        let dir = wasmtime(MANIFEST, "pub use buffer::{MachCallSite, MachTrap};");
        let checkout = Checkout::open(dir.path()).expect("a checkout");
        assert_eq!(checkout.version.to_string(), "0.136.0-dev");
        assert!(checkout.exports("MachCallSite"));
        assert!(!checkout.exports("MachCallSiteItem"));
    }

    #[test]
    fn what_is_no_checkout_is_refused_with_the_reason() {
        let refused = |dir: &Path| Checkout::open(dir).expect_err("no checkout").to_string();
        let empty = tempfile::tempdir().expect("a directory");
        let said = refused(empty.path());
        assert!(
            said.ends_with("it has no cranelift/codegen/Cargo.toml"),
            "{said}"
        );
        let said = refused(wasmtime("[workspace]", "").path());
        assert!(
            said.ends_with("which version cranelift-codegen has"),
            "{said}"
        );
    }
}
