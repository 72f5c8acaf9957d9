//! Reading cases from files.

use super::CliError;
use crate::case::{Case, binary};
use crate::generate;
use std::fs;
use std::io::Read;
use std::path::Path;

/// Reads the case in `path`; with `raw`, whatever its bytes are, as a fuzz target does.
pub(super) fn read(path: &Path, raw: bool) -> Result<Case, CliError> {
    let wrong = |reason: String| CliError::Input {
        path: path.display().to_string(),
        reason,
    };
    let bytes = bytes(path).map_err(wrong)?;
    if raw {
        return Ok(generate::case_from_bytes(&bytes));
    }
    Case::read(&bytes).map_err(|error| wrong(error.to_string()))
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let file = fs::File::open(path).map_err(|error| format!("cannot be opened: {error}"))?;
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return Err("it is a directory; name the files in it".to_owned());
    }
    // One byte more than a case can have tells that there are too many.
    let mut bytes = Vec::new();
    file.take(binary::MAX_LEN as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot be read: {error}"))?;
    Ok(bytes)
}
