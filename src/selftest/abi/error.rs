//! Why the table and the compiler cannot be compared.

use crate::qemu::QemuError;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// The comparison could not be made.
#[derive(Debug, Error)]
pub enum AbiError {
    /// The compiler does not do its work.
    #[error("{} does not compile a test: {reason}", program.display())]
    Compiler {
        /// The program.
        program: PathBuf,
        /// What it said.
        reason: String,
    },
    /// A file cannot be written or read.
    #[error("cannot use {}: {source}; make room, or set TMPDIR", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// QEMU cannot be used.
    #[error(transparent)]
    Qemu(#[from] QemuError),
}
