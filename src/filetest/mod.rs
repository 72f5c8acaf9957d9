//! Cranelift's own tests, on the checked machine: `.clif` files with `test run`.
//!
//! *Problem.* Cranelift's run tests say what riscv64 code has to compute, and need a riscv64 host or an emulator, and a cross toolchain, to
//! say it. A fuzzer's machine, on the other hand, is believed only if it agrees with tests that nobody here wrote.
//!
//! *Idea.* Each `target riscv64` line of a file is one configuration; its functions are compiled and linked for it
//! ([`crate::link::ForeignLinker`]), and each run line enters its function in the machine, with the values where `abi/internal.rs` puts them.
//! The host's functions (library calls, the one that throws) are played at stub addresses. What a run line means is what Cranelift's
//! `test run` means by it: results are compared bit for bit, and the function that is run is the one that the line follows, whatever name it
//! gives.
//!
//! *Invariant.* Every run line under every target line is counted once: passed, failed, or skipped
//! for a stated reason; and so is every function without one: compiled, refused for a stated
//! reason, or failed, if Cranelift panics over it. No file stops the run of the others, no function
//! that of another one, and what is reported depends on the files alone: not even on where code
//! lies.
//!
//! *Limits.* No symbols of data. `test` lines other than `run` are not obeyed: their functions are
//! compiled, and no more. What overflows the stack of Cranelift ends the process. Beside `lower/`
//! and `link/`, the folder that names Cranelift's types: what a file says is said in them.

mod address_names;
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
mod trouble;
mod values;

pub use find::{Unreadable, find};
pub use pool::{PoolError, run};
pub use report::{FileReport, FiletestSummary, Note};
pub use syntax::BadSyntax;
