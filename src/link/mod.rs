//! From a case to an image: bytes at addresses, linked by the real cranelift-jit.
//!
//! *Problem.* The memory allocator decides whether a callee is in reach. A fuzzer that uses the
//! system's allocator never sees distances at the ends of the reach, and never sees the same layout
//! twice.
//!
//! *Idea.* An [`Arena`] of 12 GiB lies at a fixed address; only touched pages of it exist. A
//! planner turns a case's placement into addresses, exact to the byte, once code sizes and
//! relocation offsets are known. A memory provider answers a module's requests with them.
//! cranelift-jit applies the relocations, which are recorded before. Each linker is one file in
//! `linkers`.
//!
//! *Invariant.* The same case gives the same image, relative to the arena's base. This process can
//! never execute anything in the arena.
//!
//! *Limits.* With `lower/`, this is the only folder that names Cranelift's types. Everything
//! specific to riscv64 is in `riscv64`.

mod addresses;
mod arena;
mod bare;
mod call_site;
mod compat;
mod compile;
mod data;
mod failure;
mod foreign;
mod jit;
mod linker;
mod linkers;
mod map;
mod memory;
mod metadata;
mod plan;
mod planner;
mod riscv64;
mod second;
mod session;
mod span;
mod symbols;

pub(crate) use crate::panic::catch;
pub use crate::panic::{PanicReport, install_panic_hook};
pub use arena::{Arena, ArenaError, UNWRITTEN};
pub use bare::bare;
pub use call_site::{CallSite, Handler};
pub use failure::{Cause, Failure, Stage};
pub use foreign::{
    ExternFunction, ForeignImage, ForeignLinker, FunctionText, Linked, Meta, Unlinked,
};
pub use linker::Linker;
pub use map::{Image, LinkMap, Relocation, Symbol, Trap, TrapKind};
pub use metadata::Metadata;
pub use riscv64::{RelocKind, reach};
pub use second::{Interpreted, Left, Native, interpret};
pub use span::Span;
