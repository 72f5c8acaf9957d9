//! Stack slots.

use super::limits::MIN_SLOT_BYTES;
use serde::{Deserialize, Serialize};

/// A stack slot: memory that each activation has anew. Its contents are undefined at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// Size in bytes, at least [`MIN_SLOT_BYTES`].
    pub size: u16,
    /// Requested alignment in bytes, as a power of 2. Nothing depends on an alignment beyond 16
    /// bytes (`docs/contract.md`, 7).
    pub align_log2: u8,
    /// Whether accesses go through the slot's address in a register. They then go astray if the
    /// address is not aligned as requested, up to 16 bytes.
    #[serde(default)]
    pub by_address: bool,
}

impl Slot {
    /// The smallest slot.
    pub const SMALLEST: Slot = Slot {
        size: MIN_SLOT_BYTES,
        align_log2: 0,
        by_address: false,
    };

    /// The most bytes of a frame that the slot takes, including padding.
    pub fn frame_bytes(&self) -> u64 {
        u64::from(self.size) + (1 << self.align_log2.max(3))
    }
}
