//! Disk space for mapped files: writing to a mapping without space ends the process with SIGBUS.

use rustix::fs::{self, FallocateFlags};
use rustix::io::{Errno, Result};
use std::os::fd::AsFd;

/// Extends the file to at least `len` bytes, and reserves disk space for them.
///
/// # Errors
/// If there is no room.
pub(super) fn reserve(file: impl AsFd, len: u64) -> Result<()> {
    let file = file.as_fd();
    match fs::fallocate(file, FallocateFlags::empty(), 0, len) {
        // This file system cannot reserve space; the mapping is then safe only while the disk has
        // space.
        Err(Errno::OPNOTSUPP) if (fs::fstat(file)?.st_size as u64) < len => {
            fs::ftruncate(file, len)
        }
        Err(Errno::OPNOTSUPP) => Ok(()),
        other => other,
    }
}
