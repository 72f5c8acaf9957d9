//! Opening files that people name. What is no regular file is refused, not waited for.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

/// The bytes of the regular file at `path`, one more than `most` if it has more.
///
/// # Errors
/// Says why there are none, and what to do.
pub(crate) fn read(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    // A FIFO that nobody writes to would hang here.
    let mut options = OpenOptions::new();
    let options = options.read(true).custom_flags(libc::O_NONBLOCK);
    let opened = options.open(path);
    let file = opened.map_err(|error| format!("cannot be opened: {error}"))?;
    is_regular(&file)?;
    let mut bytes = Vec::new();
    let read = file.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("cannot be read: {error}"))?;
    Ok(bytes)
}

fn is_regular(file: &File) -> Result<(), String> {
    let metadata = file.metadata();
    let kind = metadata.map_err(|error| format!("cannot be read: {error}"))?;
    let kind = kind.file_type();
    let what = if kind.is_file() {
        return Ok(());
    } else if kind.is_dir() {
        return Err("it is a directory; name the files in it".to_owned());
    } else if kind.is_fifo() {
        "a FIFO"
    } else {
        "a device"
    };
    Err(format!(
        "it is {what}, and not a regular file; copy what it gives to one"
    ))
}
