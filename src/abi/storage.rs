//! Which kind of storage passes a value, without the exact register or offset.

use super::layout::{Location, ValueLayout};
use std::fmt;

/// The storage of all parts of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Storage {
    /// In registers.
    Register,
    /// In the stack-argument area.
    Stack,
    /// In the return area.
    ReturnArea,
    /// One part in a register, the other in memory.
    Split,
}

impl ValueLayout {
    /// The storage that passes the value.
    pub fn storage(&self) -> Storage {
        let of = |location: Location| match location {
            Location::Reg(_) => Storage::Register,
            Location::Stack(_) => Storage::Stack,
            Location::ReturnArea(_) => Storage::ReturnArea,
        };
        let mut parts = self.parts.iter().map(|part| of(part.location));
        let first = parts.next().expect("a value has a part");
        if parts.all(|part| part == first) {
            first
        } else {
            Storage::Split
        }
    }
}

/// As in bucket keys.
impl fmt::Display for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Storage::Register => "register",
            Storage::Stack => "stack",
            Storage::ReturnArea => "return-area",
            Storage::Split => "split",
        })
    }
}
