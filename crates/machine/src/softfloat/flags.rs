//! Accrued exception flags.

use std::fmt;
use std::ops::{BitAnd, BitOr, BitOrAssign};

use rustc_apfloat::Status;

/// A set of floating-point exceptions, in the bit order of the `fflags` register (RISC-V
/// unprivileged ISA, section "Floating-Point Control and Status Register", the table of accrued
/// exception flags).
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Flags(u8);

impl Flags {
    /// No exception.
    pub const NONE: Self = Self(0);
    /// Inexact.
    pub const NX: Self = Self(1);
    /// Underflow: tiny after rounding, and inexact.
    pub const UF: Self = Self(2);
    /// Overflow.
    pub const OF: Self = Self(4);
    /// Divide by zero.
    pub const DZ: Self = Self(8);
    /// Invalid operation.
    pub const NV: Self = Self(16);

    /// The set with these `fflags` bits. Bits above the low five are dropped.
    pub fn from_bits(bits: u8) -> Self {
        Self(bits & 0x1f)
    }

    /// The bits as in `fflags`.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Whether every flag of `other` is in this set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// `flags` if `condition`, else no flag.
    pub(super) fn when(condition: bool, flags: Self) -> Self {
        if condition { flags } else { Self::NONE }
    }

    /// The arithmetic library's status as flags.
    pub(super) fn from_status(status: Status) -> Self {
        let pairs = [
            (Status::INVALID_OP, Self::NV),
            (Status::DIV_BY_ZERO, Self::DZ),
            (Status::OVERFLOW, Self::OF),
            (Status::UNDERFLOW, Self::UF),
            (Status::INEXACT, Self::NX),
        ];
        pairs
            .into_iter()
            .filter(|(bit, _)| status.contains(*bit))
            .fold(Self::NONE, |flags, (_, flag)| flags | flag)
    }
}

impl BitOr for Flags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for Flags {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOrAssign for Flags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (Self::NV, "NV"),
            (Self::DZ, "DZ"),
            (Self::OF, "OF"),
            (Self::UF, "UF"),
            (Self::NX, "NX"),
        ];
        let mut separator = "";
        for (flag, name) in names {
            if self.contains(flag) {
                write!(f, "{separator}{name}")?;
                separator = "|";
            }
        }
        if *self == Self::NONE {
            f.write_str("none")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flags({self})")
    }
}
