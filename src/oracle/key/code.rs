//! Keys about what code names.

use super::word::words;
use std::fmt;

/// A place in the code names what CLIF does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SiteKey {
    /// It names another function or data object.
    WrongSymbol(SiteUse),
    /// It names no function or data object.
    NoSymbol(SiteUse),
    /// An auipc that no instruction completes.
    HalfAPair,
}

words! {
    /// What a site does with what it names.
    pub enum SiteUse {
        /// Calls it.
        Call = "call",
        /// Jumps to it for good.
        TailCall = "tail-call",
        /// Computes its address.
        Address = "address",
        /// Holds its address, as a literal.
        Literal = "literal",
    }
}

impl fmt::Display for SiteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SiteKey::WrongSymbol(used) => write!(f, "{used}/wrong-symbol"),
            SiteKey::NoSymbol(used) => write!(f, "{used}/no-symbol"),
            SiteKey::HalfAPair => f.write_str("half-a-pair"),
        }
    }
}
