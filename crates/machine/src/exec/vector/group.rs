//! Register groups, and the overlaps that are legal between them (sections "Vector Operands" and
//! "Vector Masking").

use super::legal::{Result, require};

/// The registers of an operand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// The lowest register.
    pub(super) first: u8,
    /// The number of registers, at least 1.
    pub(super) count: u8,
    /// Effective element width in bits, 1 for a mask.
    pub(super) eew: u32,
    /// The logarithm of EMUL; meaningless for a mask or a single element.
    pub(super) emul: i8,
}

impl Group {
    /// A group with elements of `eew` bits and the logarithm `emul` of EMUL.
    ///
    /// # Errors
    ///
    /// Illegal if EMUL is out of range, or if the register is not the lowest one of a group.
    pub(super) fn new(first: u8, eew: u32, emul: i8) -> Result<Self> {
        require((-3..=3).contains(&emul) && (8..=64).contains(&eew))?;
        let count = 1 << emul.max(0);
        require(first.is_multiple_of(count))?;
        Ok(Self {
            first,
            count,
            eew,
            emul,
        })
    }

    /// A mask register.
    pub(super) const fn mask(first: u8) -> Self {
        Self::single(first, 1)
    }

    /// A register of which only element 0 is an operand.
    pub(super) const fn single(first: u8, eew: u32) -> Self {
        Self {
            first,
            count: 1,
            eew,
            emul: 0,
        }
    }

    /// Whether the two groups share a register.
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.first < other.first + other.count && other.first < self.first + self.count
    }

    /// The highest register.
    fn last(self) -> u8 {
        self.first + self.count - 1
    }

    /// Whether a destination may share registers with `source`. It may if the widths are equal; if
    /// the result is narrower, and the groups share the lowest register; if the result is wider,
    /// the groups share the highest register, and the source fills its registers.
    fn may_overwrite(self, source: Self) -> bool {
        !self.overlaps(source)
            || self.eew == source.eew
            || self.eew < source.eew && self.first == source.first
            || self.eew > source.eew && source.emul >= 0 && self.last() == source.last()
    }
}

/// Checks that no register is read with two element widths.
pub(super) fn check_sources(sources: &[Group]) -> Result {
    for (index, a) in sources.iter().enumerate() {
        for b in &sources[index + 1..] {
            require(a.eew == b.eew || !a.overlaps(*b))?;
        }
    }
    Ok(())
}

/// Checks that every overlap of `destination` with one of `sources` is legal.
pub(super) fn check_destination(destination: Group, sources: &[Group]) -> Result {
    require(
        sources
            .iter()
            .all(|source| destination.may_overwrite(*source)),
    )
}
