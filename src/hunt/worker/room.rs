//! Room on the disk for what is mapped: writing to a mapping that has none ends the process with SIGBUS.

use rustix::fs::{self, FallocateFlags};
use rustix::io::{Errno, Result};
use std::os::fd::AsFd;

/// Makes the file as long as `len` bytes, and takes room for all of them; a file that is longer stays as long.
///
/// # Errors
/// If there is no room.
pub(super) fn reserve(file: impl AsFd, len: u64) -> Result<()> {
    let file = file.as_fd();
    match fs::fallocate(file, FallocateFlags::empty(), 0, len) {
        // A file system that cannot reserve: what is mapped is then only as safe as the disk has room.
        Err(Errno::OPNOTSUPP) if (fs::fstat(file)?.st_size as u64) < len => {
            fs::ftruncate(file, len)
        }
        Err(Errno::OPNOTSUPP) => Ok(()),
        other => other,
    }
}
