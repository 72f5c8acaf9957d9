//! The linked Cranelift with edited sources.

use super::error::RelinkError;
use crate::hunt::OutputError;
use crate::hunt::build::Package;
use crate::mirror::{self, MirrorError};
use crate::mutants::crates;
use crate::mutants::plant::Overlay;
use crate::version::Cranelift;
use std::fmt;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The file from which the build script reads which issues are mended.
const FIXED: &str = "cranelift-fixed";

/// The Cranelift that this program is linked with, after some edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The name of the copy's directory.
    pub(crate) directory: &'static str,
    /// What it is and, by `fixed`, which known issues it is without.
    pub(crate) cranelift: Cranelift,
    /// The crates with edits, as they are.
    pub(crate) crates: Vec<Package>,
    /// Their edited files.
    pub(crate) overlay: Overlay,
}

impl Edited {
    /// Writes the edited crates into a copy of Farcall's sources, and tells Cargo and the build
    /// script about them.
    pub(super) fn write(&self, tree: &Path) -> Result<(), RelinkError> {
        // Not `cranelift`: below that, reports expect the names of a checkout.
        let all = tree.join("edited");
        let mut paths = Vec::new();
        for krate in &self.crates {
            let to: PathBuf = all.join(&krate.name);
            crates::copy(krate, &self.overlay, &to).map_err(told)?;
            paths.push(Value::String(to.display().to_string()));
        }
        let config = Table::from_iter([("paths".to_owned(), Value::Array(paths))]);
        let config = format!("# Made by farcall, and overwritten.\n{config}");
        mirror::put(&tree.join(".cargo/config.toml"), config.as_bytes())?;
        let fixed = self.cranelift.fixed.join(" ");
        Ok(mirror::put(&tree.join(FIXED), fixed.as_bytes())?)
    }
}

/// As in reports, with the number of fixes.
impl fmt::Display for Edited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cranelift.fmt(f)
    }
}

fn told(error: OutputError) -> RelinkError {
    match error {
        OutputError::Write { path, source } => MirrorError::Write { path, source }.into(),
        other => RelinkError::Crate(other),
    }
}
