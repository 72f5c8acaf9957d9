//! The register classes of the tables.
//!
//! When a convention starts to use another class, add it to [`CLASSES`], with a row in
//! `FIRST_ARGUMENT`. Its registers are then unspecified by default, so they are observed and
//! poisoned.

use crate::case::Bank;
use farcall_machine::{Reg, RegClass, RegSet};

/// The classes whose registers hold values, survive calls or are unspecified. Their indices are 0
/// to `CLASSES.len() - 1`, so tables indexed by class need no more entries.
pub const CLASSES: [RegClass; 2] = [RegClass::Int, RegClass::Float];

/// All registers of these classes.
pub const REGISTERS: RegSet = RegSet::of(&CLASSES);

/// The number of the first argument and result register of each class, which is in the middle of
/// its file: x10 is a0, f10 is fa0 (RISC-V ELF psABI, "Integer Register Convention" and
/// "Floating-point Register Convention").
const FIRST_ARGUMENT: [u8; CLASSES.len()] = [10, 10];

/// The number of argument registers in each class.
pub const ARGUMENTS: u8 = 8;

/// Argument and result register `n` of `class`.
///
/// # Panics
///
/// If the class is not in [`CLASSES`].
pub const fn argument(class: RegClass, n: u8) -> Reg {
    Reg::new(class, FIRST_ARGUMENT[class.index()] + n)
}

/// The argument registers of `class`, in order.
pub fn arguments(class: RegClass) -> impl Iterator<Item = Reg> {
    (0..ARGUMENTS).map(move |n| argument(class, n))
}

/// The register class of a bank.
pub const fn class_of(bank: Bank) -> RegClass {
    match bank {
        Bank::Int => RegClass::Int,
        Bank::Float => RegClass::Float,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_come_in_the_order_of_their_indices() {
        for (index, class) in CLASSES.into_iter().enumerate() {
            assert_eq!(class.index(), index);
        }
    }

    #[test]
    fn argument_registers_are_named_so() {
        assert_eq!(argument(class_of(Bank::Int), 7).name(), "a7");
        assert_eq!(argument(class_of(Bank::Float), 0).name(), "fa0");
    }
}
