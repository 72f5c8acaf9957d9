//! Stack slots.

use super::limits::MIN_SLOT_BYTES;
use serde::{Deserialize, Serialize};

/// A stack slot of a function: memory that every activation has anew, and in which nothing is defined at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// Size in bytes, at least [`MIN_SLOT_BYTES`].
    pub size: u16,
    /// Alignment that is asked for: the power of 2, in bytes. Nothing depends on what it comes to beyond 16 bytes (`docs/contract.md`, 7).
    pub align_log2: u8,
    /// Whether accesses go through its address in a register, and astray if that is not aligned as asked, up to 16 bytes.
    #[serde(default)]
    pub by_address: bool,
}

impl Slot {
    /// The smallest one.
    pub const SMALLEST: Slot = Slot {
        size: MIN_SLOT_BYTES,
        align_log2: 0,
        by_address: false,
    };

    /// How many bytes of a frame it takes at most, padding included.
    pub fn frame_bytes(&self) -> u64 {
        u64::from(self.size) + (1 << self.align_log2.max(3))
    }
}
