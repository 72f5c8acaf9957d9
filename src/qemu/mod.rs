//! QEMU's user-mode emulator for riscv64, as a program: executables for it, runs of it, and its gdb
//! stub.
//!
//! *Problem.* What the machine says has to be confirmed by something that shares nothing with it.
//!
//! *Idea.* Executables are written byte by byte (`elf`, `asm`), so that nothing but QEMU is needed;
//! what runs there talks by its standard output, or is followed through the stub (`gdb`).
//!
//! *Limits.* QEMU 10 or later. Processes end with this one, and after a time limit.

pub(crate) mod elf;
mod error;
pub(crate) mod gdb;
mod process;
pub(crate) mod system;

pub use error::QemuError;
pub use process::Qemu;
pub(crate) use process::{Debugged, Output, processor};
