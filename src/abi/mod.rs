//! Where each value of a call lives.
//!
//! *Problem.* Expectations about calls must not come from the code under test.
//!
//! *Idea.* Two tables, written by hand. [`psabi`] follows the text of the RISC-V ELF psABI for
//! LP64D: what C expects. [`internal`] is the contract between functions that Cranelift compiles,
//! stated as a short list of deviations from the first table. [`preserved`] says for both which
//! registers survive a call.
//!
//! *Limits.* Values are read by the internal table at every crossing, even one to or from C, so the
//! rest of the case can still be judged. Where the tables differ, [`first_displaced`] says so, and
//! the difference is a finding of class conformance.

pub mod classes;
mod displaced;
pub mod internal;
mod layout;
pub mod preserved;
pub mod psabi;
mod storage;

pub use classes::{CLASSES, REGISTERS};
pub use displaced::{Displaced, first_displaced};
pub use farcall_machine::{FloatReg, IntReg, Reg, RegClass, RegSet};
pub use layout::{Layout, Location, Part, ReturnArea, Upper, ValueLayout};
pub use storage::Storage;
