//! Reading cases from files.

use super::CliError;
use crate::case::Case;
use crate::case::binary::{self, ReadError};
use crate::generate;
use crate::regular;
use std::path::Path;

/// Reads the case in `path`. With `raw`, any bytes are a case, as for a fuzz target.
pub(super) fn read(path: &Path, raw: bool) -> Result<Case, CliError> {
    let wrong = |reason: String| CliError::Input {
        path: path.display().to_string(),
        reason,
    };
    let bytes = regular::read(path, binary::MAX_LEN as u64).map_err(wrong)?;
    if raw {
        return Ok(generate::case_from_bytes(&bytes));
    }
    Case::read(&bytes).map_err(|error| match error {
        ReadError::NoMagic if is_clif(path, &bytes) => wrong(format!(
            "it is CLIF, and no stored case; run it with `farcall filetest run {}`",
            path.display()
        )),
        error => wrong(error.to_string()),
    })
}

/// Whether a file that is no stored case is one for `filetest run`, by its name or its first word.
fn is_clif(path: &Path, bytes: &[u8]) -> bool {
    let is_named = path
        .extension()
        .is_some_and(|extension| extension == "clif");
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(';'));
    let first = lines.next().and_then(|line| line.split_whitespace().next());
    is_named || matches!(first, Some("test" | "function"))
}
