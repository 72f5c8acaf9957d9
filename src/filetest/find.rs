//! Finding and reading files.

use crate::regular;
use std::fs;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The extension of test files in a directory.
const EXTENSION: &str = "clif";
/// A longer file, in bytes, is not a test that a person wrote.
const MAX_LEN: u64 = 16 << 20;

/// A path that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path}: {reason}")]
pub struct Unreadable {
    /// The path as it was named or found.
    pub path: String,
    /// Why, and what to do.
    pub reason: String,
}

/// The files that `paths` name. A directory stands for every `.clif` file below it, in the order of
/// names.
///
/// Unreadable paths are returned along with the files.
pub fn find(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Unreadable>) {
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        let before = files.len() + wrong.len();
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        descend(path, &mut files, &mut wrong);
        if files.len() + wrong.len() == before {
            let reason = "no .clif file is in this directory or below it; name another one";
            wrong.push(unreadable(path, reason));
        }
    }
    (files, wrong)
}

fn descend(directory: &Path, files: &mut Vec<PathBuf>, wrong: &mut Vec<Unreadable>) {
    let entries = fs::read_dir(directory).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            wrong.push(unreadable(directory, &format!("cannot be listed: {error}")));
            return;
        }
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // A link to a directory may lead back up, so links are not followed.
        let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_directory {
            descend(&path, files, wrong);
        } else if path
            .extension()
            .is_some_and(|extension| extension == EXTENSION)
        {
            files.push(path);
        }
    }
}

/// The text of a file, without a byte order mark, with line feeds as line ends.
pub(super) fn read(path: &Path) -> Result<String, Unreadable> {
    let wrong = |reason: String| unreadable(path, &reason);
    let bytes = regular::read(path, MAX_LEN).map_err(wrong)?;
    if bytes.len() as u64 > MAX_LEN {
        let most = MAX_LEN >> 20;
        return Err(wrong(format!(
            "more than {most} MiB, which is no test; split it"
        )));
    }
    let text = String::from_utf8(bytes);
    text.map(normal).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        wrong(format!("no UTF-8 text at byte {at}; name a .clif file"))
    })
}

/// Normalises the text for Cranelift's reader.
fn normal(text: String) -> String {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if bare.contains('\r') {
        bare.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        bare.to_owned()
    }
}

fn unreadable(path: &Path, reason: &str) -> Unreadable {
    Unreadable {
        path: path.display().to_string(),
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_byte_order_marks_are_those_of_the_reader() {
        let text = "a\nb\n\nc";
        for other in ["a\r\nb\r\n\r\nc", "a\rb\r\rc", "\u{feff}a\nb\r\n\rc"] {
            assert_eq!(normal(other.to_owned()), text, "{other:?}");
        }
        assert_eq!(normal("\u{feff}\u{feff}".to_owned()), "\u{feff}");
    }
}
