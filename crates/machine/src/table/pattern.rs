//! Fixed bits of an encoding.

/// A set of encodings: those whose bits under `mask` are `value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Which bits are fixed.
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
    pub fn matches(self, encoding: u32) -> bool {
        encoding & self.mask == self.value
    }

    /// A major opcode, bits 6 to 0.
    pub(super) const fn opcode(opcode: u32) -> Self {
        Self::new(0x7f, opcode)
    }

    /// With the field of `width` bits from bit `low` fixed to `value`.
    pub(super) const fn field(self, low: u32, width: u32, value: u32) -> Self {
        let mask = ((1 << width) - 1) << low;
        assert!(self.mask & mask == 0, "the field is fixed already");
        Self::new(self.mask | mask, self.value | value << low)
    }

    /// With bits 14 to 12 fixed.
    pub(super) const fn funct3(self, value: u32) -> Self {
        self.field(12, 3, value)
    }

    /// With bits 31 to 25 fixed.
    pub(super) const fn funct7(self, value: u32) -> Self {
        self.field(25, 7, value)
    }

    /// With bits 24 to 20 fixed.
    pub(super) const fn rs2(self, value: u32) -> Self {
        self.field(20, 5, value)
    }
}
