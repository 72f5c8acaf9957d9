//! Where each value of a call lives.
//!
//! *Problem.* An expectation about calls must not come from the code under test.
//!
//! *Idea.* Two tables, written by hand. [`psabi`] is the text of the RISC-V ELF psABI for LP64D: what a C compiler on the other side
//! expects. [`internal`] is the contract that functions compiled by Cranelift keep among themselves, stated as a short list of
//! deviations from the first. An edge between two compiled functions is judged by the second; an edge with C on one side and
//! convention system_v by the first ([`at_boundary`]).
//!
//! *Limits.* Where the tables differ for a signature, a boundary edge is read by the internal one, so that the rest of the case can be
//! judged; the difference itself is a matter of conformance, and [`differ`] tells.

pub mod internal;
mod layout;
pub mod psabi;
mod registers;

pub use layout::{Layout, Part, Place, ReturnArea, Upper, ValueLayout};
pub use registers::{FloatReg, IntReg, Reg};

use crate::case::{Convention, Signature};

/// The layout of a call that enters compiled code from outside, or leaves it.
pub fn at_boundary(signature: &Signature) -> Layout {
    if signature.convention == Convention::SystemV && !differ(signature) {
        psabi::layout(signature)
    } else {
        internal::layout(signature)
    }
}

/// Whether the two tables put some value of `signature` in different places, or extend it differently.
pub fn differ(signature: &Signature) -> bool {
    psabi::layout(signature) != internal::layout(signature)
}
