//! Copies of crates, with some files of other contents.

use super::plant::Overlay;
use crate::atomic;
use crate::hunt::OutputError;
use crate::hunt::build::Package;
use sha1::{Digest, Sha1};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Makes `to` a copy of the crate, with the files of the overlay. A file that is as it has to be is not written again, so that Cargo builds
/// no more than it must.
pub(super) fn copy(krate: &Package, overlay: &Overlay, to: &Path) -> Result<(), OutputError> {
    let wanted: BTreeSet<PathBuf> = files(&krate.root)?.into_iter().collect();
    if to.is_dir() {
        for file in files(to)?.iter().filter(|file| !wanted.contains(*file)) {
            let path = to.join(file);
            fs::remove_file(&path).map_err(OutputError::write(path))?;
        }
    }
    for file in wanted {
        let key = (krate.name.clone(), file.to_string_lossy().into_owned());
        let from = krate.root.join(&file);
        let bytes = match overlay.get(&key) {
            Some(text) => text.clone().into_bytes(),
            None => fs::read(&from).map_err(unreadable(&from))?,
        };
        let path = to.join(&file);
        if fs::read(&path).is_ok_and(|old| old == bytes) {
            continue;
        }
        let parent = path.parent().expect("it is below the directory");
        fs::create_dir_all(parent).map_err(OutputError::write(parent))?;
        atomic::write(&path, &bytes).map_err(OutputError::write(path))?;
    }
    Ok(())
}

/// A digest of all files below `paths`, which are relative to `root`, and of their names; in hexadecimal. What is not there is left out.
pub(super) fn digest(root: &Path, paths: &[&str]) -> Result<String, OutputError> {
    let mut all = Sha1::new();
    for path in paths {
        let whole = root.join(path);
        let files = match whole.is_dir() {
            true => files(&whole)?
                .into_iter()
                .map(|file| whole.join(file))
                .collect(),
            false => vec![whole],
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
pub(super) fn digest_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
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

/// All files below a directory, relative to it, in order.
fn files(directory: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        let dir = directory.join(&below);
        let entries = fs::read_dir(&dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        for entry in entries.map_err(unreadable(&dir))? {
            let path = below.join(entry.file_name());
            match entry.path().is_dir() {
                true => open.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
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
    use std::collections::BTreeMap;

    #[test]
    fn a_copy_has_the_overlay_and_what_stays_is_not_written() {
        let dir = tempfile::tempdir().expect("a directory");
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        fs::create_dir_all(from.join("src")).expect("there is room");
        for (file, text) in [("Cargo.toml", "m"), ("src/lib.rs", "a"), ("src/b.rs", "b")] {
            fs::write(from.join(file), text).expect("there is room");
        }
        let krate = Package {
            name: "k".to_owned(),
            version: "1.0.0".to_owned(),
            root: from.clone(),
            is_linked: true,
        };
        let key = ("k".to_owned(), "src/lib.rs".to_owned());
        copy(&krate, &BTreeMap::from([(key, "x".to_owned())]), &to).expect("it is copied");
        let written = |file: &str| {
            fs::metadata(to.join(file))
                .and_then(|m| m.modified())
                .expect("a file")
        };
        let read = |file: &str| fs::read_to_string(to.join(file)).expect("a file");
        let before = written("src/b.rs");
        assert_eq!(
            (read("src/lib.rs"), read("src/b.rs")),
            ("x".to_owned(), "b".to_owned())
        );

        fs::write(to.join("src/left.rs"), "l").expect("there is room");
        copy(&krate, &BTreeMap::new(), &to).expect("it is copied");
        assert_eq!(read("src/lib.rs"), "a");
        assert_eq!(written("src/b.rs"), before);
        assert!(!to.join("src/left.rs").exists());
        assert_eq!(
            fs::read_to_string(from.join("src/lib.rs")).expect("a file"),
            "a"
        );
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
