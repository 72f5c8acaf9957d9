//! Cranelift's own tests, on the checked machine: `.clif` files with `test run`.
//!
//! *Problem.* Cranelift's run tests say what riscv64 code has to compute, but need a riscv64 host,
//! or an emulator and a cross toolchain. A fuzzer's machine, for its part, is credible only if it
//! agrees with tests that others wrote.
//!
//! *Idea.* Each `target riscv64` line of a file is one configuration; its functions are compiled
//! and linked for it ([`crate::link::ForeignLinker`]), and each run line enters its function in the
//! machine, with the values where `abi/internal.rs` puts them. The observer plays extern functions:
//! library calls, and the function that throws. A run line means what it means to Cranelift's `test
//! run`: results are compared bit for bit, and the function that runs is the one before the line,
//! whatever name the line gives.
//!
//! *Invariant.* Every run line under every target line is counted once: passed, failed, or skipped
//! for a stated reason. Every function without a run line is counted once, too: compiled, refused
//! for a stated reason, or failed, if Cranelift panics over it. No file stops the others, and no
//! function stops another. Reports depend on the files alone, not even on addresses.
//!
//! A function with directives under `test compile` or `test unwind` is compared with them.
//!
//! *Limits.* No symbols of data. Other `test` lines have no effect, nor has precise output, which
//! takes Cranelift's disassembler; functions of such files are only compiled. A stack overflow
//! inside Cranelift ends the process. Besides `lower/` and `link/`, this folder names Cranelift's
//! types, because files are read into them.

mod address_names;
mod directives;
mod execute;
mod externs;
mod fault;
mod find;
mod header;
mod job;
mod parse;
mod pool;
mod reader;
mod report;
mod run;
mod syntax;
mod target;
mod throw;
mod trial;
mod trouble;
mod unwind_text;
mod values;

pub(crate) use directives::TextKind;
pub use find::{Unreadable, find};
pub use pool::{PoolError, run};
pub use report::{FileReport, FiletestSummary, Note};
pub use syntax::BadSyntax;
pub(crate) use trial::{Trial, literal};
