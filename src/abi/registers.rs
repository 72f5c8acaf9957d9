//! Registers by the names the psABI gives them (RISC-V ELF psABI, "Register Convention").

use std::fmt;

/// An integer register, x0 to x31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IntReg(pub u8);

/// A floating-point register, f0 to f31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FloatReg(pub u8);

/// A register of either bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reg {
    /// An integer register.
    Int(IntReg),
    /// A floating-point register.
    Float(FloatReg),
}

impl IntReg {
    /// Return address.
    pub const RA: IntReg = IntReg(1);
    /// Stack pointer.
    pub const SP: IntReg = IntReg(2);
    /// Global pointer.
    pub const GP: IntReg = IntReg(3);
    /// Thread pointer.
    pub const TP: IntReg = IntReg(4);

    /// The argument register a0 to a7.
    pub const fn argument(n: u8) -> IntReg {
        assert!(n < 8);
        IntReg(10 + n)
    }
}

impl FloatReg {
    /// The argument register fa0 to fa7.
    pub const fn argument(n: u8) -> FloatReg {
        assert!(n < 8);
        FloatReg(10 + n)
    }
}

const INT_NAMES: [&str; 32] = [
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4",
    "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4",
    "t5", "t6",
];

const FLOAT_NAMES: [&str; 32] = [
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2",
    "fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9",
    "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
];

impl fmt::Display for IntReg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(INT_NAMES[self.0 as usize])
    }
}

impl fmt::Display for FloatReg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FLOAT_NAMES[self.0 as usize])
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
