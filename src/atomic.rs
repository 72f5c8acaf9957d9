//! Files that are there whole, or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// What the name of a file ends with while it is being written.
const PARTIAL: &str = ".partial";

/// Writes `bytes` to `path`: first beside it, then renamed into place.
///
/// # Errors
/// What the system said; then there is no new file, and an old one is as it was.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(PARTIAL);
    write_through(&path.with_file_name(name), path, bytes, true)
}

/// Writes `bytes` to the file `partial`, and renames it to `path`, which has to be on the same file
/// system. The file survives the end of this process, but not a crash of the system.
///
/// # Errors
/// As of [`write`].
pub(crate) fn write_by_way_of(partial: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_through(partial, path, bytes, false)
}

fn write_through(partial: &Path, path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    let written = fs::File::create(partial)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            if sync { file.sync_data() } else { Ok(()) }
        })
        .and_then(|()| fs::rename(partial, path));
    if written.is_err() {
        // What could not be written whole must not stay; the error that is told is the first one.
        let _ = fs::remove_file(partial);
    }
    written
}

/// Removes what a process left half-written in a directory when it was killed.
pub(crate) fn clean(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(PARTIAL) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
