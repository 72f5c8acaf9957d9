//! The errors of the decoder.

use thiserror::Error;

/// Why an encoding is not an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum DecodeError {
    /// Reserved, or in an extension that is off.
    #[error("illegal instruction {encoding:#x}")]
    Illegal {
        /// The 2 or 4 bytes.
        encoding: u32,
    },
    /// Not in the table.
    #[error("unsupported instruction {encoding:#x}")]
    Unsupported {
        /// The 2 or 4 bytes.
        encoding: u32,
    },
}
