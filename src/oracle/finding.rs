//! Findings.

use super::key::Key;
use crate::case::FuncId;

pub use crate::class::Class;

/// Where in a case a finding is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Locus {
    /// Index of the observed event, if it is about execution.
    pub event: Option<usize>,
    /// The function at fault.
    pub function: Option<FuncId>,
    /// The other side of the edge, if there is one.
    pub other: Option<FuncId>,
    /// The address of the instruction at fault.
    pub address: Option<u64>,
    /// The address of the memory that it could not access, if that is what went wrong.
    pub accessed: Option<u64>,
}

/// Something that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The bucket key: the same across runs, machines and versions of Cranelift.
    pub key: Key,
    /// How bad.
    pub class: Class,
    /// One line for people, with the case's own names and values.
    pub summary: String,
    /// Where.
    pub at: Locus,
}
