//! Findings: what is wrong, and where.

use super::key::Key;
use crate::case::FuncId;

pub use crate::class::Class;

/// The place in a case that a finding is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Locus {
    /// The index of the observed event, if the finding is about execution.
    pub event: Option<usize>,
    /// The function at fault.
    pub function: Option<FuncId>,
    /// The other side of the edge, if there is one.
    pub other: Option<FuncId>,
    /// The address of the instruction at fault.
    pub address: Option<u64>,
    /// The address of the memory that this instruction could not access, if that is what failed.
    pub accessed: Option<u64>,
}

/// A violated rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The bucket key: the same across runs, machines and versions of Cranelift.
    pub key: Key,
    /// How bad it is.
    pub class: Class,
    /// One line for people, with names and values of the case.
    pub summary: String,
    /// Where it is.
    pub at: Locus,
}
