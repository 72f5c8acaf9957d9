//! Why QEMU cannot be used.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// QEMU cannot be used.
#[derive(Debug, Error)]
pub enum QemuError {
    /// It does not start.
    #[error("cannot start {}: {source}", program.display())]
    Start {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It refuses to run the executable.
    #[error("QEMU did not run the case: {words}")]
    Refused {
        /// Its first line.
        words: String,
    },
    /// Its gdb stub does not do what it should.
    #[error("cannot follow the case in QEMU: {0}")]
    Stub(io::Error),
    /// The executable cannot be written.
    #[error("cannot write {}: {source}; make room, or set TMPDIR", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
