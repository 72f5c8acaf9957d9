//! A register of any class.

use super::class::RegClass;
use super::typed::{FloatReg, IntReg};
use std::fmt;

/// A register: a class and a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reg {
    class: RegClass,
    number: u8,
}

impl Reg {
    /// Register `number` of `class`, 0 to 31; higher bits of the number are dropped.
    #[inline]
    pub const fn new(class: RegClass, number: u8) -> Self {
        Self {
            class,
            number: number & 31,
        }
    }

    /// Converts an integer register.
    #[inline]
    pub const fn int(register: IntReg) -> Self {
        Self::new(RegClass::Int, register.number())
    }

    /// Converts a float register.
    #[inline]
    pub const fn float(register: FloatReg) -> Self {
        Self::new(RegClass::Float, register.number())
    }

    /// Its class.
    #[inline]
    pub const fn class(self) -> RegClass {
        self.class
    }

    /// Its number in its class, 0 to 31.
    #[inline]
    pub const fn number(self) -> u8 {
        self.number
    }

    /// The number as an index.
    #[inline]
    pub const fn index(self) -> usize {
        self.number as usize
    }

    /// The ABI name: `a0`, `fa0`, `v0`.
    pub const fn name(self) -> &'static str {
        self.class.names()[self.index()]
    }

    /// All registers of `class`, from number 0 on.
    pub fn all(class: RegClass) -> impl Iterator<Item = Self> {
        (0..32).map(move |number| Self { class, number })
    }
}

impl From<IntReg> for Reg {
    fn from(register: IntReg) -> Self {
        Self::int(register)
    }
}

impl From<FloatReg> for Reg {
    fn from(register: FloatReg) -> Self {
        Self::float(register)
    }
}

impl fmt::Display for Reg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Reg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
