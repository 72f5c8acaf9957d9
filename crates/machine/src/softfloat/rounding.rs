//! Rounding modes.

use rustc_apfloat::Round;

/// How an inexact result is rounded (RISC-V unprivileged ISA, section "Floating-Point Control and
/// Status Register", the table of rounding mode encodings).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoundingMode {
    /// To nearest, ties to even.
    Rne,
    /// Towards zero.
    Rtz,
    /// Down, towards minus infinity.
    Rdn,
    /// Up, towards plus infinity.
    Rup,
    /// To nearest, ties to the larger magnitude.
    Rmm,
}

impl RoundingMode {
    /// All modes, in the order of their encodings.
    pub const ALL: [Self; 5] = [Self::Rne, Self::Rtz, Self::Rdn, Self::Rup, Self::Rmm];

    /// The mode with this encoding in an `rm` field or in `frm`. `None` for the reserved encodings
    /// 5 and 6, and for 7, which means "use `frm`" in an instruction and is invalid in `frm`.
    pub fn from_bits(bits: u8) -> Option<Self> {
        Self::ALL.get(usize::from(bits)).copied()
    }

    /// The encoding, 0 to 4.
    pub fn bits(self) -> u8 {
        self as u8
    }

    /// The same mode as the arithmetic library's type.
    pub(super) fn round(self) -> Round {
        match self {
            Self::Rne => Round::NearestTiesToEven,
            Self::Rtz => Round::TowardZero,
            Self::Rdn => Round::TowardNegative,
            Self::Rup => Round::TowardPositive,
            Self::Rmm => Round::NearestTiesToAway,
        }
    }
}
