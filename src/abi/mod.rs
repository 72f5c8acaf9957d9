//! Where each value of a call lives.
//!
//! *Problem.* An expectation about calls must not come from the code under test.
//!
//! *Idea.* Two tables, written by hand. [`psabi`] is the text of the RISC-V ELF psABI for LP64D: what a C compiler on the other side
//! expects. [`internal`] is the contract that functions compiled by Cranelift keep among themselves, stated as a short list of
//! deviations from the first. [`preserved`] says for both which registers survive a call.
//!
//! *Limits.* Every edge is read by the internal table, also one with C on the other side, so that the rest of the case can be judged:
//! where both agree, that is the psABI's answer, and where they do not, [`first_displaced`] tells, and the difference itself is reported
//! as a matter of conformance.

pub mod classes;
pub mod internal;
mod layout;
pub mod preserved;
pub mod psabi;
mod storage;

pub use classes::{CLASSES, REGISTERS};
pub use farcall_machine::{FloatReg, IntReg, Reg, RegClass, RegSet};
pub use layout::{Layout, Part, Place, ReturnArea, Upper, ValueLayout};
pub use storage::Storage;

use crate::case::Signature;

/// Whether the two tables put some value of `signature` in different places, or extend it differently.
#[cfg(test)]
fn differ(signature: &Signature) -> bool {
    psabi::layout(signature) != internal::layout(signature)
}

/// An argument that the two tables put in different places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displaced {
    /// Its position.
    pub position: usize,
    /// Where compiled functions have it.
    pub inner: ValueLayout,
    /// Where C has it.
    pub c: ValueLayout,
}

/// The first displaced argument of `signature`; those behind it may be so because of it. None if results need a return area: no function of
/// C has so many.
pub fn first_displaced(signature: &Signature) -> Option<Displaced> {
    let (c, inner) = (psabi::layout(signature), internal::layout(signature));
    if inner.return_area.is_some() {
        return None;
    }
    let places = |value: &ValueLayout| -> Vec<Place> {
        let parts = value.parts.iter();
        parts.map(|part| part.place).collect()
    };
    let pairs = inner.args.into_iter().zip(c.args).enumerate();
    pairs
        .map(|(position, (inner, c))| Displaced { position, inner, c })
        .find(|displaced| places(&displaced.inner) != places(&displaced.c))
}
