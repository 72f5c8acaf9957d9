//! Registers for operands that can have only one class.

use super::class::RegClass;
use std::fmt;

/// An integer register, x0 to x31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntReg(u8);

/// A float register, f0 to f31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FloatReg(u8);

impl IntReg {
    /// x0, which always reads zero.
    pub const ZERO: Self = Self(0);
    /// x1, the return address.
    pub const RA: Self = Self(1);
    /// x2, the stack pointer.
    pub const SP: Self = Self(2);
    /// x3, the global pointer.
    pub const GP: Self = Self(3);
    /// x4, the thread pointer.
    pub const TP: Self = Self(4);
    /// x5, a temporary and the alternate link register.
    pub const T0: Self = Self(5);
    /// x6, a temporary.
    pub const T1: Self = Self(6);
    /// x8, a callee-saved register and the frame pointer.
    pub const S0: Self = Self(8);
    /// x10, the first argument register.
    pub const A0: Self = Self(10);
    /// x11, the second argument register.
    pub const A1: Self = Self(11);
    /// x12, the third argument register.
    pub const A2: Self = Self(12);
    /// x17, the last argument register.
    pub const A7: Self = Self(17);
    /// x28, a temporary.
    pub const T3: Self = Self(28);
    /// x29, a temporary.
    pub const T4: Self = Self(29);
    /// x30, a temporary.
    pub const T5: Self = Self(30);
    /// x31, a temporary.
    pub const T6: Self = Self(31);

    /// Register `number`, 0 to 31; higher bits of the number are dropped.
    #[inline]
    pub const fn new(number: u8) -> Self {
        Self(number & 31)
    }

    /// Register `a{n}` by name, n from 0 to 7.
    pub const fn argument(n: u8) -> Self {
        assert!(n < 8, "there are eight of them");
        Self(10 + n)
    }

    /// The number, 0 to 31.
    #[inline]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The number as an index.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The ABI name: `a0`.
    pub const fn name(self) -> &'static str {
        RegClass::Int.names()[self.index()]
    }

    /// All integer registers, from number 0 on.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..32).map(Self)
    }
}

impl fmt::Display for IntReg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for IntReg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FloatReg {
    /// f10, the first argument register.
    pub const FA0: Self = Self(10);

    /// Register `number`, 0 to 31; higher bits of the number are dropped.
    #[inline]
    pub const fn new(number: u8) -> Self {
        Self(number & 31)
    }

    /// Register `fa{n}` by name, n from 0 to 7.
    pub const fn argument(n: u8) -> Self {
        assert!(n < 8, "there are eight of them");
        Self(10 + n)
    }

    /// The number, 0 to 31.
    #[inline]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The number as an index.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The ABI name: `fa0`.
    pub const fn name(self) -> &'static str {
        RegClass::Float.names()[self.index()]
    }

    /// All float registers, from number 0 on.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..32).map(Self)
    }
}

impl fmt::Display for FloatReg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for FloatReg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
