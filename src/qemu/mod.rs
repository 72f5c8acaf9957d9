//! QEMU's user-mode emulator for riscv64 as a program: executables for it, runs of it, its gdb
//! stub.
//!
//! *Problem.* The machine's results have to be confirmed by something that shares nothing with it.
//!
//! *Idea.* Farcall writes the executables itself (`elf`), so nothing but QEMU is needed. A program
//! reports through its standard output (`system`), or is followed through the gdb stub (`gdb`).
//!
//! *Limits.* QEMU 10 or later. QEMU processes end with this process, or at a time limit.

pub(crate) mod elf;
mod error;
pub(crate) mod gdb;
mod process;
pub(crate) mod system;

pub use error::QemuError;
pub use process::Qemu;
pub(crate) use process::{Debugged, Output, processor};
