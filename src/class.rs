//! How bad a finding is: what oracles say of one, and known issues of theirs.

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
