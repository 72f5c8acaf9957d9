//! Sets of registers.

use crate::registers::{FloatReg, IntReg, Reg};
use std::fmt;

/// A set of registers of both banks, as two bit masks.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RegSet {
    int: u32,
    float: u32,
}

impl RegSet {
    /// No register.
    pub const EMPTY: RegSet = RegSet { int: 0, float: 0 };
    /// Every register.
    pub const ALL: RegSet = RegSet {
        int: u32::MAX,
        float: u32::MAX,
    };

    /// The registers x`n` and f`n` for each bit n of the masks.
    pub const fn from_masks(int: u32, float: u32) -> RegSet {
        RegSet { int, float }
    }

    /// This set, and the integer registers x`first` to x`last`.
    pub const fn with_x(mut self, first: u8, last: u8) -> RegSet {
        self.int |= span(first, last);
        self
    }

    /// This set, and the float registers f`first` to f`last`.
    pub const fn with_f(mut self, first: u8, last: u8) -> RegSet {
        self.float |= span(first, last);
        self
    }

    /// This set, and one more register.
    pub const fn with(self, register: Reg) -> RegSet {
        match register {
            Reg::Int(reg) => self.with_x(reg.number(), reg.number()),
            Reg::Float(reg) => self.with_f(reg.number(), reg.number()),
        }
    }

    /// What is in this set or in `other`.
    pub const fn or(self, other: RegSet) -> RegSet {
        RegSet {
            int: self.int | other.int,
            float: self.float | other.float,
        }
    }

    /// What is in this set and in `other`.
    pub const fn and(self, other: RegSet) -> RegSet {
        RegSet {
            int: self.int & other.int,
            float: self.float & other.float,
        }
    }

    /// What is in this set and not in `other`.
    pub const fn without(self, other: RegSet) -> RegSet {
        RegSet {
            int: self.int & !other.int,
            float: self.float & !other.float,
        }
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.int == 0 && self.float == 0
    }

    /// Whether `register` is one of them.
    pub const fn contains(self, register: Reg) -> bool {
        !RegSet::EMPTY.with(register).and(self).is_empty()
    }

    /// The integer registers: bit n is x`n`.
    pub const fn int_mask(self) -> u32 {
        self.int
    }

    /// The float registers: bit n is f`n`.
    pub const fn float_mask(self) -> u32 {
        self.float
    }

    /// The registers, integer ones first, by number.
    pub fn iter(self) -> impl Iterator<Item = Reg> {
        let ints = bits(self.int).map(|n| Reg::Int(IntReg::new(n)));
        ints.chain(bits(self.float).map(|n| Reg::Float(FloatReg::new(n))))
    }
}

/// A mask of the bits `first` to `last`.
const fn span(first: u8, last: u8) -> u32 {
    (u32::MAX << first) & (u32::MAX >> (31 - last))
}

/// The numbers of the bits that are set.
fn bits(mut mask: u32) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let number = mask.trailing_zeros() as u8;
        mask &= mask.wrapping_sub(1);
        (number < 32).then_some(number)
    })
}

impl FromIterator<Reg> for RegSet {
    fn from_iter<I: IntoIterator<Item = Reg>>(registers: I) -> RegSet {
        registers.into_iter().fold(RegSet::EMPTY, RegSet::with)
    }
}

impl fmt::Debug for RegSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lists_what_was_put_into_it() {
        let set = RegSet::EMPTY.with_x(30, 31).with_f(8, 9);
        assert_eq!(
            format!("{set:?}"),
            "{Int(t5), Int(t6), Float(fs0), Float(fs1)}"
        );
        assert_eq!(set.iter().collect::<RegSet>(), set);
        assert_eq!(RegSet::ALL.iter().count(), 64);
        assert_eq!(RegSet::EMPTY.iter().next(), None);
    }

    #[test]
    fn sets_combine() {
        let low = RegSet::EMPTY.with_x(1, 4);
        let high = RegSet::EMPTY.with_x(4, 6).with_f(0, 0);
        assert_eq!(low.or(high), RegSet::EMPTY.with_x(1, 6).with_f(0, 0));
        assert_eq!(low.and(high), RegSet::EMPTY.with_x(4, 4));
        assert_eq!(low.without(high), RegSet::EMPTY.with_x(1, 3));
        assert!(high.contains(Reg::Float(FloatReg::new(0))));
        assert!(!high.contains(Reg::Int(IntReg::new(0))));
    }
}
