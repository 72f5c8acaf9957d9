//! Errors of comparing the table with the compiler.

use crate::qemu::QemuError;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why the comparison could not be made.
#[derive(Debug, Error)]
pub enum AbiError {
    /// The compiler fails.
    #[error("{} does not compile a test: {reason}", program.display())]
    Compiler {
        /// The program.
        program: PathBuf,
        /// Its output.
        reason: String,
    },
    /// A file cannot be written or read.
    #[error("cannot use {}: {source}; make room, or set TMPDIR", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// QEMU cannot be used.
    #[error(transparent)]
    Qemu(#[from] QemuError),
}
