//! The inputs that a hunt starts from.

use crate::case::Case;
use crate::hunt::error::HuntError;
use crate::hunt::options::HuntOptions;
use crate::hunt::summary::HuntReport;
use crate::hunt::worker::MAX_INPUT;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The directory of inputs to start from, as an absolute path; none if the source tree has none for
/// the target. Notes anything unusual about it.
pub(super) fn look(
    options: &HuntOptions,
    show: &mut dyn FnMut(HuntReport),
) -> Result<Option<PathBuf>, HuntError> {
    let committed = || {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let dir = corpus.join(options.target.name());
        dir.is_dir().then_some(dir)
    };
    let Some(dir) = options.corpus.clone().or_else(committed) else {
        return Ok(None);
    };
    let unusable = |error: io::Error| HuntError::Corpus {
        path: dir.clone(),
        reason: error.to_string(),
    };
    let dir = fs::canonicalize(&dir).map_err(unusable)?;
    let (mut files, mut foreign) = (0, Vec::new());
    for entry in fs::read_dir(&dir).map_err(unusable)? {
        let path = entry.map_err(unusable)?.path();
        files += 1;
        if let Err(reason) = examine(&path) {
            foreign.push(format!("{}: {reason}", path.display()));
        }
    }
    foreign.sort();
    if let Some(first) = foreign.first() {
        show(HuntReport::Note(format!(
            "{} of {files} entries of {} are no stored cases, and taken as random bytes if they \
             can be read; the first is {first}",
            foreign.len(),
            dir.display(),
        )));
    }
    Ok(Some(dir))
}

/// Whether the file holds a case.
fn examine(path: &Path) -> Result<(), String> {
    let file = path.metadata().map_err(|error| error.to_string())?;
    if !file.is_file() {
        return Err("it is no file".to_owned());
    }
    if file.len() > MAX_INPUT as u64 {
        return Err(format!("it is longer than {MAX_INPUT} bytes, and cut"));
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    Case::read(&bytes)
        .map(drop)
        .map_err(|error| error.to_string())
}
