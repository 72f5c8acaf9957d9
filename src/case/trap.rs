//! Traps that a case asks for.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why an instruction traps: a number that means nothing but itself, [`TrapCode::FIRST`] to
/// [`TrapCode::LAST`].
///
/// A trap ends the case: nothing is returned, and nothing more is invoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TrapCode(u8);

impl TrapCode {
    /// The lowest code that a case may use.
    pub const FIRST: TrapCode = TrapCode(1);
    /// The highest code that a case may use. Cranelift keeps those above for itself, for the stack
    /// overflow among others.
    pub const LAST: TrapCode = TrapCode(250);

    /// The code with this number.
    pub const fn new(number: u8) -> TrapCode {
        TrapCode(number)
    }

    /// Its number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for TrapCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "user{}", self.0)
    }
}
