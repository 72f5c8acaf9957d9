//! Traps of reserved instructions.

use crate::exec::trap::Trap;

/// The result of executing an instruction.
pub(in crate::exec) type Result<T = ()> = std::result::Result<T, Box<Trap>>;

/// The trap of a reserved instruction.
#[cold]
pub(in crate::exec) fn illegal() -> Box<Trap> {
    Box::new(Trap::Illegal)
}

/// Returns the error [`illegal`] unless `legal`.
pub(in crate::exec) fn require(legal: bool) -> Result {
    if legal { Ok(()) } else { Err(illegal()) }
}
