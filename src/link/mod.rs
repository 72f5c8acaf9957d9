//! From a case to an image: bytes at addresses, linked by the real cranelift-jit.
//!
//! *Problem.* Whether a callee is in reach is decided late, by whoever hands out memory; a fuzzer that leaves that to the system's
//! allocator never sees the ends of the reach, and never sees the same layout twice.
//!
//! *Idea.* An [`Arena`] at a fixed address and of 12 GiB, of which only touched pages exist; a planner that turns a case's placement
//! into addresses, exact to the byte, once code sizes and relocation offsets are known; and a memory provider that answers the
//! module's requests with them. Relocations are applied by cranelift-jit, and recorded as they were before.
//!
//! *Invariant.* The same case gives the same image, relative to the arena's base. Nothing in the arena is ever executable on the host.
//!
//! *Limits.* [`reach`] is the one place with riscv64's distances. With `lower/`, the only folder that names Cranelift's types.

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
pub use foreign::{ExternFunction, ForeignImage, ForeignLinker, Linked, Meta, Unlinked};
pub use linker::Linker;
pub use map::{Image, LinkMap, Relocation, Symbol};
pub use metadata::Metadata;
pub use riscv64::{RelocKind, reach};
pub use second::{Interpreted, Left, Native, interpret};
pub use span::Span;
