//! Copies of directories that are kept as their originals are.

use crate::atomic;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A copy cannot be made.
#[derive(Debug, Error)]
pub enum MirrorError {
    /// The original cannot be read.
    #[error("cannot read {path}: {source}", path = path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The copy cannot be written.
    #[error("cannot write {path}: {source}", path = path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl MirrorError {
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> MirrorError {
        move |source| MirrorError::Read {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> MirrorError {
        move |source| MirrorError::Write {
            path: path.to_owned(),
            source,
        }
    }
}

/// Makes the directory `to` a copy of the directory `from`. Where `replace` gives a text for a
/// file, named relative to `from`, the copy has that text.
pub(crate) fn mirror(
    from: &Path,
    to: &Path,
    replace: &dyn Fn(&Path) -> Option<String>,
) -> Result<(), MirrorError> {
    let wanted: BTreeSet<PathBuf> = files(from)?.into_iter().collect();
    if to.is_dir() {
        for file in files(to)?.iter().filter(|file| !wanted.contains(*file)) {
            let path = to.join(file);
            fs::remove_file(&path).map_err(MirrorError::write(&path))?;
        }
    }
    for file in wanted {
        let original = from.join(&file);
        let bytes = match replace(&file) {
            Some(text) => text.into_bytes(),
            None => fs::read(&original).map_err(MirrorError::read(&original))?,
        };
        put(&to.join(&file), &bytes)?;
    }
    Ok(())
}

/// Writes a file and the directories above it. A file that is as it has to be is not written again,
/// so that Cargo builds no more than it must.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<(), MirrorError> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let parent = path.parent().expect("it is below a directory");
    fs::create_dir_all(parent).map_err(MirrorError::write(parent))?;
    atomic::write(path, bytes).map_err(MirrorError::write(path))
}

/// All files below a directory, relative to it, in order.
pub(crate) fn files(directory: &Path) -> Result<Vec<PathBuf>, MirrorError> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        let dir = directory.join(&below);
        let entries = fs::read_dir(&dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let dir = dir.components().as_path();
        for entry in entries.map_err(MirrorError::read(dir))? {
            let path = below.join(entry.file_name());
            if entry.path().is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_what_replaces_and_what_stays_is_not_written() {
        let dir = tempfile::tempdir().expect("a directory");
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        for (file, text) in [("Cargo.toml", "m"), ("src/lib.rs", "a"), ("src/b.rs", "b")] {
            put(&from.join(file), text.as_bytes()).expect("there is room");
        }
        let other = |file: &Path| (file == Path::new("src/lib.rs")).then(|| "x".to_owned());
        mirror(&from, &to, &other).expect("it is copied");
        let written = |file: &str| {
            let metadata = fs::metadata(to.join(file));
            metadata.and_then(|m| m.modified()).expect("a file")
        };
        let read = |file: &str| fs::read_to_string(to.join(file)).expect("a file");
        let before = written("src/b.rs");
        assert_eq!(
            (read("src/lib.rs"), read("src/b.rs")),
            ("x".into(), "b".into())
        );

        fs::write(to.join("src/left.rs"), "l").expect("there is room");
        mirror(&from, &to, &|_| None).expect("it is copied");
        assert_eq!(read("src/lib.rs"), "a");
        assert_eq!(written("src/b.rs"), before);
        assert!(!to.join("src/left.rs").exists());
        let original = fs::read_to_string(from.join("src/lib.rs"));
        assert_eq!(original.expect("a file"), "a");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let error = files(Path::new("/no/such/directory")).expect_err("there is none");
        assert!(
            error
                .to_string()
                .starts_with("cannot read /no/such/directory: ")
        );
    }
}
