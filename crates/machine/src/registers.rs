//! Registers by the names the psABI gives them (RISC-V ELF psABI, "Register Convention"); shared by the tables and the machine.

use std::fmt;

/// An integer register, x0 to x31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntReg(u8);

/// A float register, f0 to f31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FloatReg(u8);

/// A register of either bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reg {
    /// An integer register.
    Int(IntReg),
    /// A float register.
    Float(FloatReg),
}

/// ABI names of the integer registers (RISC-V ELF psABI, section "Integer Register Convention").
const INTEGER_NAMES: [&str; 32] = [
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4",
    "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4",
    "t5", "t6",
];

/// ABI names of the float registers (RISC-V ELF psABI, section "Floating-point Register Convention").
const FLOAT_NAMES: [&str; 32] = [
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2",
    "fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9",
    "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
];

impl IntReg {
    /// Argument register a0 to a7.
    pub const fn argument(n: u8) -> Self {
        assert!(n < 8);
        Self(10 + n)
    }

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
    /// x8, a callee-saved register and the frame pointer.
    pub const S0: Self = Self(8);
    /// x10, the first argument register.
    pub const A0: Self = Self(10);
    /// x28, a temporary.
    pub const T3: Self = Self(28);
    /// x30, a temporary.
    pub const T5: Self = Self(30);
    /// x31, a temporary.
    pub const T6: Self = Self(31);

    /// Register `number`, 0 to 31; higher bits are dropped.
    #[inline]
    pub const fn new(number: u8) -> Self {
        Self(number & 31)
    }

    /// 0 to 31.
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
    pub fn name(self) -> &'static str {
        INTEGER_NAMES[self.index()]
    }

    /// All of them, from x0.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..32).map(Self)
    }
}

impl FloatReg {
    /// Argument register fa0 to fa7.
    pub const fn argument(n: u8) -> Self {
        assert!(n < 8);
        Self(10 + n)
    }

    /// f10, the first argument register.
    pub const FA0: Self = Self(10);

    /// Register `number`, 0 to 31; higher bits are dropped.
    #[inline]
    pub const fn new(number: u8) -> Self {
        Self(number & 31)
    }

    /// 0 to 31.
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
    pub fn name(self) -> &'static str {
        FLOAT_NAMES[self.index()]
    }

    /// All of them, from f0.
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

impl fmt::Display for Reg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reg::Int(reg) => reg.fmt(f),
            Reg::Float(reg) => reg.fmt(f),
        }
    }
}
