//! QEMU's user-mode emulator for riscv64, as a program: executables for it, runs of it, and its gdb stub.
//!
//! *Problem.* What the machine says has to be confirmed by something that shares nothing with it.
//!
//! *Idea.* Executables are written byte by byte (`elf`, `asm`), so that nothing but QEMU is needed; what runs there talks by its standard
//! output, or is followed through the stub (`gdb`).
//!
//! *Limits.* QEMU 10 or later. Processes end with this one, and after a time limit.

pub(crate) mod elf;
pub(crate) mod gdb;
mod process;
pub(crate) mod system;

pub(crate) use process::{Debugged, Output, processor};

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

/// QEMU's user-mode emulator for riscv64.
#[derive(Clone, Debug)]
pub struct Qemu {
    program: PathBuf,
}

impl Qemu {
    /// The one that is this program.
    pub fn new(program: PathBuf) -> Qemu {
        Qemu { program }
    }
}
