//! Spans of addresses.

/// Some bytes of the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// Address of the first byte.
    pub start: u64,
    /// Length in bytes.
    pub len: u64,
}

impl Span {
    /// Address after the last byte.
    pub fn end(&self) -> u64 {
        self.start + self.len
    }

    /// Whether `address` is one of these bytes.
    pub fn contains(&self, address: u64) -> bool {
        address.wrapping_sub(self.start) < self.len
    }

    /// Whether the spans share a byte.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end() && other.start < self.end()
    }
}
