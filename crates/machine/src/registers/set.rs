//! Sets of registers.

use super::class::RegClass;
use super::reg::Reg;
use std::fmt;

/// A set of registers of any class, as one bit mask for each class.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RegSet {
    /// By [`RegClass::index`]; bit n is register n.
    masks: [u32; RegClass::COUNT],
}

impl RegSet {
    /// No register.
    pub const EMPTY: RegSet = RegSet {
        masks: [0; RegClass::COUNT],
    };
    /// Every register of every class.
    pub const ALL: RegSet = RegSet {
        masks: [u32::MAX; RegClass::COUNT],
    };

    /// Every register of `classes`.
    pub const fn of(classes: &[RegClass]) -> RegSet {
        let mut set = RegSet::EMPTY;
        let mut n = 0;
        while n < classes.len() {
            set.masks[classes[n].index()] = u32::MAX;
            n += 1;
        }
        set
    }

    /// This set, and the registers of `class` whose bits in `mask` are set.
    #[inline]
    pub const fn with_mask(mut self, class: RegClass, mask: u32) -> RegSet {
        self.masks[class.index()] |= mask;
        self
    }

    /// This set, and the integer registers x`first` to x`last`.
    pub const fn with_x(self, first: u8, last: u8) -> RegSet {
        self.with_mask(RegClass::Int, span(first, last))
    }

    /// This set, and the float registers f`first` to f`last`.
    pub const fn with_f(self, first: u8, last: u8) -> RegSet {
        self.with_mask(RegClass::Float, span(first, last))
    }

    /// This set, and the vector registers v`first` to v`last`.
    pub const fn with_v(self, first: u8, last: u8) -> RegSet {
        self.with_mask(RegClass::Vector, span(first, last))
    }

    /// This set, and one more register.
    #[inline]
    pub const fn with(self, register: Reg) -> RegSet {
        self.with_mask(register.class(), 1 << register.number())
    }

    /// The registers that are in this set or in `other`.
    #[inline]
    pub const fn or(mut self, other: RegSet) -> RegSet {
        let mut class = 0;
        while class < RegClass::COUNT {
            self.masks[class] |= other.masks[class];
            class += 1;
        }
        self
    }

    /// The registers that are in both sets.
    #[inline]
    pub const fn and(mut self, other: RegSet) -> RegSet {
        let mut class = 0;
        while class < RegClass::COUNT {
            self.masks[class] &= other.masks[class];
            class += 1;
        }
        self
    }

    /// The registers that are in this set but not in `other`.
    #[inline]
    pub const fn without(mut self, other: RegSet) -> RegSet {
        let mut class = 0;
        while class < RegClass::COUNT {
            self.masks[class] &= !other.masks[class];
            class += 1;
        }
        self
    }

    /// Whether the set is empty.
    #[inline]
    pub const fn is_empty(self) -> bool {
        let mut class = 0;
        while class < RegClass::COUNT {
            if self.masks[class] != 0 {
                return false;
            }
            class += 1;
        }
        true
    }

    /// Whether `register` is in the set.
    #[inline]
    pub const fn contains(self, register: Reg) -> bool {
        self.mask(register.class()) >> register.number() & 1 == 1
    }

    /// The registers of `class`: bit n is register n.
    #[inline]
    pub const fn mask(self, class: RegClass) -> u32 {
        self.masks[class.index()]
    }

    /// The registers, by class and number.
    pub fn iter(self) -> impl Iterator<Item = Reg> {
        let classes = RegClass::ALL.into_iter();
        classes.flat_map(move |class| bits(self.mask(class)).map(move |n| Reg::new(class, n)))
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
        let set = RegSet::EMPTY.with_v(8, 8).with_f(8, 9).with_x(30, 31);
        assert_eq!(format!("{set:?}"), "{t5, t6, fs0, fs1, v8}");
        assert_eq!(set.iter().collect::<RegSet>(), set);
        assert_eq!(RegSet::ALL.iter().count(), 96);
        assert_eq!(RegSet::of(&RegClass::ALL), RegSet::ALL);
        assert_eq!(RegSet::of(&[RegClass::Float]), RegSet::EMPTY.with_f(0, 31));
        assert_eq!(RegSet::EMPTY.iter().next(), None);
    }

    #[test]
    fn sets_combine() {
        let low = RegSet::EMPTY.with_x(1, 4);
        let high = RegSet::EMPTY.with_x(4, 6).with_f(0, 0);
        assert_eq!(low.or(high), RegSet::EMPTY.with_x(1, 6).with_f(0, 0));
        assert_eq!(low.and(high), RegSet::EMPTY.with_x(4, 4));
        assert_eq!(low.without(high), RegSet::EMPTY.with_x(1, 3));
        assert!(high.contains(Reg::new(RegClass::Float, 0)));
        assert!(!high.contains(Reg::new(RegClass::Int, 0)));
        assert!(!low.is_empty() && RegSet::EMPTY.is_empty());
    }
}
