//! Where each value of a call lives.
//!
//! *Problem.* An expectation about calls must not come from the code under test.
//!
//! *Idea.* Two tables, written by hand. [`psabi`] is the text of the RISC-V ELF psABI for LP64D:
//! what a C compiler on the other side expects. [`internal`] is the contract that functions
//! compiled by Cranelift keep among themselves, stated as a short list of deviations from the
//! first. [`preserved`] says for both which registers survive a call.
//!
//! *Limits.* Every edge is read by the internal table, also one with C on the other side, so that
//! the rest of the case can be judged: where both agree, that is the psABI's answer, and where they
//! do not, [`first_displaced`] tells, and the difference itself is reported as a matter of
//! conformance.

pub mod classes;
mod displaced;
pub mod internal;
mod layout;
pub mod preserved;
pub mod psabi;

pub use classes::{CLASSES, REGISTERS};
pub use displaced::{Displaced, first_displaced};
pub use farcall_machine::{FloatReg, IntReg, Reg, RegClass, RegSet};
pub use layout::{Layout, Part, Place, ReturnArea, Upper, ValueLayout};
