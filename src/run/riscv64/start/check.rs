//! Comparisons that the program makes by itself: words of its memory with what they should be.

use crate::qemu::elf::Pages;
use std::ops::RangeInclusive;

/// A comparison: a masked word lies in a range. Otherwise the program prints the text and the word.
pub(super) struct Check {
    /// The address of the word.
    pub(super) address: u64,
    /// The bits of the word that are compared.
    pub(super) mask: u64,
    /// What they may be.
    pub(super) range: RangeInclusive<u64>,
    /// What is printed in front of the word otherwise.
    pub(super) text: String,
}

/// Bytes of a comparison in memory.
pub(super) const CHECK_LEN: u64 = 48;
/// Offsets of its fields.
pub(super) const ADDRESS: i32 = 0;
pub(super) const MASK: i32 = 8;
pub(super) const LOWEST: i32 = 16;
pub(super) const HIGHEST: i32 = 24;
pub(super) const TEXT: i32 = 32;
pub(super) const TEXT_LEN: i32 = 40;

impl Check {
    /// These bits of the word at `address` are `expected`.
    pub(super) fn equal(address: u64, mask: u64, expected: u64, what: &str) -> Check {
        Check {
            address,
            mask,
            range: expected..=expected,
            text: format!("{what}: expected {expected:#018x}, got 0x"),
        }
    }

    /// A comparison that always fails, and shows the word at `address`.
    pub(super) fn never(address: u64, text: &str) -> Check {
        Check {
            address,
            mask: u64::MAX,
            // Empty on purpose.
            range: RangeInclusive::new(1, 0),
            text: format!("{text} 0x"),
        }
    }
}

/// Comparisons in memory, one after another.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// The address of the first one.
    pub(super) start: u64,
    /// The address after the last one.
    pub(super) end: u64,
}

/// Where further comparisons, and their texts, go.
pub(super) struct Table {
    /// The address of the next comparison.
    pub(super) checks: u64,
    /// The address of the next text.
    pub(super) texts: u64,
}

impl Table {
    /// Puts `checks` into memory.
    pub(super) fn add(&mut self, pages: &mut Pages, checks: &[Check]) -> List {
        let start = self.checks;
        for check in checks {
            let (lowest, highest) = (*check.range.start(), *check.range.end());
            let len = check.text.len() as u64;
            let fields = [check.address, check.mask, lowest, highest, self.texts, len];
            for (field, at) in fields.into_iter().zip((self.checks..).step_by(8)) {
                pages.write(at, &field.to_le_bytes());
            }
            pages.write(self.texts, check.text.as_bytes());
            self.checks += CHECK_LEN;
            self.texts += len;
        }
        let end = self.checks;
        List { start, end }
    }
}
