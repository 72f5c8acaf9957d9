//! The contents of the register files.

use crate::abi::{CLASSES, REGISTERS, Reg, RegSet};
use farcall_machine::Hart;

/// Why each class has a file of words.
const WORDS: &str = "the registers of the tables are 64 bits wide";

/// What the registers of [`CLASSES`] hold, as bit patterns. One word a register.
#[derive(Debug)]
pub(crate) struct Files([[u64; 32]; CLASSES.len()]);

impl Files {
    /// Register n of class c holds `words[c][n]`.
    pub(crate) const fn new(words: [[u64; 32]; CLASSES.len()]) -> Files {
        Files(words)
    }

    /// What they hold now.
    #[inline]
    pub(crate) fn of(hart: &Hart) -> Files {
        Files(CLASSES.map(|class| *hart.file(class).expect(WORDS)))
    }

    /// The contents of `register`.
    ///
    /// # Panics
    ///
    /// If the class of the register is not in [`CLASSES`].
    pub(crate) fn get(&self, register: Reg) -> u64 {
        self.0[register.class().index()][register.index()]
    }

    /// All registers with their contents, by class and number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Reg, u64)> {
        REGISTERS
            .iter()
            .map(|register| (register, self.get(register)))
    }

    /// The registers among `set` that hold something else now.
    pub(crate) fn changed(&self, hart: &Hart, set: RegSet) -> RegSet {
        let files = CLASSES.into_iter().zip(&self.0);
        let changed = files.fold(RegSet::EMPTY, |changed, (class, before)| {
            let now = hart.file(class).expect(WORDS);
            changed.with_mask(class, differ(before, now))
        });
        changed.and(set)
    }

    /// Puts the contents of the registers in `set` into the hart.
    pub(crate) fn write(&self, hart: &mut Hart, set: RegSet) {
        for (class, from) in CLASSES.into_iter().zip(&self.0) {
            let registers = hart.file_mut(class).expect(WORDS);
            select(registers, set.mask(class), from);
        }
    }
}

/// A bit for each register of a class: whether both contents differ.
fn differ(before: &[u64; 32], now: &[u64; 32]) -> u32 {
    let pairs = before.iter().zip(now).zip(0..);
    pairs.fold(0, |mask, ((before, now), n)| {
        mask | u32::from(before != now) << n
    })
}

fn select(registers: &mut [u64; 32], mask: u32, from: &[u64; 32]) {
    for (n, (register, &from)) in registers.iter_mut().zip(from).enumerate() {
        if mask >> n & 1 == 1 {
            *register = from;
        }
    }
}
