//! How bad a finding or a known issue is.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Code does not do what the case says.
    WrongCode,
    /// Cranelift panics, or refuses a legal case.
    Crash,
    /// Two things that have to agree do not, but neither runs wrong.
    Conformance,
    /// A clean stop where Cranelift leaves the range to the embedder.
    Limitation,
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
