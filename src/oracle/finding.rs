//! Findings.

use crate::case::FuncId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Code does something else than the case says.
    WrongCode,
    /// Cranelift panics or refuses what is legal.
    Crash,
    /// Two things that have to agree do not, and neither runs wrong.
    Conformance,
    /// A clean stop where Cranelift leaves the range to the embedder.
    Limitation,
}

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
}

/// Something that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The bucket key: the same across runs, machines and versions (design: oracle, what was violated, where it lives in ABI terms).
    pub key: String,
    /// How bad.
    pub class: Class,
    /// One line for people, with the case's own names and values.
    pub summary: String,
    /// Where.
    pub at: Locus,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Class::WrongCode => "wrong-code",
            Class::Crash => "crash",
            Class::Conformance => "conformance",
            Class::Limitation => "limitation",
        })
    }
}
