//! Copies of crates with some files replaced, and digests.

use super::inherit;
use super::plant::Overlay;
use crate::hunt::OutputError;
use crate::hunt::build::Package;
use crate::mirror::{self, MirrorError};
use sha1::{Digest, Sha1};
use std::fs;
use std::io;
use std::path::Path;

/// Copies the crate to `to`, with the files of the overlay and a manifest that inherits nothing.
pub(crate) fn copy(krate: &Package, overlay: &Overlay, to: &Path) -> Result<(), OutputError> {
    let manifest = inherit::alone(&krate.root);
    let replace = |file: &Path| {
        let key = (krate.name.clone(), file.to_string_lossy().into_owned());
        let is_manifest = file == Path::new("Cargo.toml");
        let alone = manifest.as_ref().filter(|_| is_manifest);
        overlay.get(&key).or(alone).cloned()
    };
    mirror::mirror(&krate.root, to, &replace).map_err(told)
}

/// A digest of the names and contents of all files below `paths`, which are relative to `root`; in
/// hexadecimal. Missing paths are skipped.
pub(crate) fn digest(root: &Path, paths: &[&str]) -> Result<String, OutputError> {
    let mut all = Sha1::new();
    for path in paths {
        let whole = root.join(path);
        let files = if whole.is_dir() {
            mirror::files(&whole)
                .map_err(told)?
                .into_iter()
                .map(|file| whole.join(file))
                .collect()
        } else {
            vec![whole]
        };
        for file in files.iter().filter(|file| file.is_file()) {
            let bytes = fs::read(file).map_err(unreadable(file))?;
            let name = file.strip_prefix(root).expect("it is below the root");
            all.update(name.as_os_str().as_encoded_bytes());
            all.update((bytes.len() as u64).to_le_bytes());
            all.update(bytes);
        }
    }
    Ok(hex(&all.finalize()))
}

/// The digest of some texts, in hexadecimal.
pub(crate) fn digest_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut all = Sha1::new();
    for text in texts {
        all.update((text.len() as u64).to_le_bytes());
        all.update(text);
    }
    hex(&all.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Turns an error in copying into an output error.
fn told(error: MirrorError) -> OutputError {
    match error {
        MirrorError::Read { path, source } => unreadable(&path)(source),
        MirrorError::Write { path, source } => OutputError::Write { path, source },
    }
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    move |error| OutputError::Read {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn a_copy_has_the_overlay() {
        let dir = tempfile::tempdir().expect("a directory");
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        fs::create_dir(&from).expect("there is room");
        fs::write(from.join("lib.rs"), "a").expect("there is room");
        let krate = Package {
            name: "k".to_owned(),
            version: "1.0.0".to_owned(),
            root: from,
            is_linked: true,
        };
        let key = ("k".to_owned(), "lib.rs".to_owned());
        copy(&krate, &BTreeMap::from([(key, "x".to_owned())]), &to).expect("it is copied");
        let copied = fs::read_to_string(to.join("lib.rs"));
        assert_eq!(copied.expect("a file"), "x");
    }

    #[test]
    fn a_digest_changes_with_names_and_contents() {
        let dir = tempfile::tempdir().expect("a directory");
        let digest = || digest(dir.path(), &["a", "b", "missing"]).expect("it is readable");
        let empty = digest();
        fs::create_dir(dir.path().join("a")).expect("there is room");
        fs::write(dir.path().join("a/1"), "x").expect("there is room");
        let one = digest();
        fs::rename(dir.path().join("a/1"), dir.path().join("a/2")).expect("it is there");
        let renamed = digest();
        fs::write(dir.path().join("b"), "").expect("there is room");
        let all = BTreeSet::from([empty, one, renamed, digest()]);
        assert_eq!(all.len(), 4);
        assert_ne!(digest_of(["ab", "c"]), digest_of(["a", "bc"]));
    }
}
