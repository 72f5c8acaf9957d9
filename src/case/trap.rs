//! Traps that a case requests.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A trap code: a number from [`TrapCode::FIRST`] to [`TrapCode::LAST`] that has no other meaning.
///
/// A trap ends the case: the running functions do not return, and no further invocation is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TrapCode(u8);

impl TrapCode {
    /// The lowest code that a case may use.
    pub const FIRST: TrapCode = TrapCode(1);
    /// The highest code that a case may use. Cranelift reserves the codes above, for example for
    /// stack overflow.
    pub const LAST: TrapCode = TrapCode(250);

    /// The code with this number.
    pub const fn new(number: u8) -> TrapCode {
        TrapCode(number)
    }

    /// The number of this code.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for TrapCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "user{}", self.0)
    }
}
