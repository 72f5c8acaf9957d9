//! The fixed bits of an encoding.

/// A set of encodings: those whose bits under `mask` are `value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The fixed bits.
    pub mask: u32,
    /// Their values; no bit outside `mask` is set.
    pub value: u32,
}

impl Pattern {
    /// The encodings whose bits under `mask` are `value`.
    pub const fn new(mask: u32, value: u32) -> Self {
        assert!(value & !mask == 0, "a fixed bit lies outside the mask");
        Self { mask, value }
    }

    /// Whether `encoding` is in the set.
    #[inline]
    pub fn matches(self, encoding: u32) -> bool {
        encoding & self.mask == self.value
    }

    /// Fixes the major opcode, bits 6 to 0.
    pub(super) const fn opcode(opcode: u32) -> Self {
        Self::new(0x7f, opcode)
    }

    /// Also fixes the field of `width` bits from bit `low` on to `value`.
    pub(super) const fn field(self, low: u32, width: u32, value: u32) -> Self {
        let mask = ((1 << width) - 1) << low;
        assert!(self.mask & mask == 0, "the field is fixed already");
        Self::new(self.mask | mask, self.value | value << low)
    }

    /// Also fixes bits 14 to 12.
    pub(super) const fn funct3(self, value: u32) -> Self {
        self.field(12, 3, value)
    }

    /// Also fixes bits 31 to 25.
    pub(super) const fn funct7(self, value: u32) -> Self {
        self.field(25, 7, value)
    }

    /// Also fixes bits 24 to 20.
    pub(super) const fn rs2(self, value: u32) -> Self {
        self.field(20, 5, value)
    }
}
