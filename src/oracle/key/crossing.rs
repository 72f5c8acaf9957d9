//! Keys about who crosses where, with which values.

use crate::abi::Storage;
use crate::case::Type;
use crate::model::Crossing;
use std::fmt;

/// A crossing as it stands in a key.
pub(in crate::oracle) fn word(crossing: Crossing) -> &'static str {
    match crossing {
        Crossing::Call => "call",
        Crossing::TailCall => "tail-call",
        Crossing::Return => "return",
    }
}

/// Control crosses elsewhere than expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EdgeKey {
    /// The expected crossing leads to, or comes from, another function.
    WrongCallee(Crossing),
    /// Another crossing is expected.
    WrongOrder(Crossing),
    /// Execution completes before every expected crossing happened.
    Missing,
}

impl fmt::Display for EdgeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            EdgeKey::WrongCallee(crossing) => write!(f, "wrong-callee/{}", word(crossing)),
            EdgeKey::WrongOrder(crossing) => write!(f, "wrong-order/{}", word(crossing)),
            EdgeKey::Missing => f.write_str("missing"),
        }
    }
}

/// A value is wrong where it crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValueKey {
    /// Its type.
    pub ty: Type,
    /// Where it is passed.
    pub storage: Storage,
    /// What it crosses by: a return passes results, anything else arguments.
    pub crossing: Crossing,
}

impl ValueKey {
    /// `argument` or `result`.
    pub fn role(&self) -> &'static str {
        match self.crossing {
            Crossing::Return => "result",
            Crossing::Call | Crossing::TailCall => "argument",
        }
    }
}

impl fmt::Display for ValueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (role, crossing) = (self.role(), word(self.crossing));
        write!(f, "{role}/{}/{}/{crossing}", self.ty, self.storage)
    }
}
