//! Extensions of the instruction set, and sets of them.

use std::fmt;
use std::ops::BitOr;

/// An extension whose instructions the machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extension {
    /// RV64I, the base; always on.
    I,
    /// Integer multiplication and division.
    M,
    /// Atomic instructions.
    A,
    /// Single-precision floating point.
    F,
    /// Double-precision floating point.
    D,
    /// Control and status register instructions. User code has the registers of F and V.
    Zicsr,
    /// Instruction-fetch fence.
    Zifencei,
    /// Compressed instructions without float loads and stores. Also sets IALIGN to 2 bytes.
    Zca,
    /// Compressed loads and stores of doubles.
    Zcd,
    /// Simple compressed instructions for code size.
    Zcb,
    /// Address generation.
    Zba,
    /// Basic bit manipulation.
    Zbb,
    /// Single-bit instructions.
    Zbs,
    /// Carry-less multiplication.
    Zbc,
    /// Bit manipulation for cryptography.
    Zbkb,
    /// Integer conditional operations.
    Zicond,
    /// Additional floating-point instructions.
    Zfa,
    /// Loads, stores, moves and conversions of half-precision floating point.
    Zfhmin,
    /// Half-precision floating point, including Zfhmin.
    Zfh,
    /// Vector operations with integer and float elements of up to 64 bits. VLEN is 128 bits, unless
    /// an extension below says more.
    V,
    /// VLEN of 256 bits.
    Zvl256b,
    /// VLEN of 512 bits.
    Zvl512b,
    /// Vectors of binary16.
    Zvfh,
    /// Vector bit manipulation.
    Zvbb,
}

/// A set of [`Extension`]s, by value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Extensions(u64);

impl Extensions {
    /// Every extension whose instructions the machine has.
    pub const ALL: Self = {
        let mut set = Self::BASE;
        let mut i = 0;
        while i < EVERY.len() {
            set = set.with(EVERY[i]);
            i += 1;
        }
        set
    };

    /// RV64I alone.
    pub const BASE: Self = Self(1 << Extension::I as u32);

    /// RV64GC: I, M, A, F, D, Zicsr, Zifencei, Zca and Zcd.
    pub const GC: Self = Self::BASE
        .with(Extension::M)
        .with(Extension::A)
        .with(Extension::F)
        .with(Extension::D)
        .with(Extension::Zicsr)
        .with(Extension::Zifencei)
        .with(Extension::Zca)
        .with(Extension::Zcd);

    /// The set of one extension and the base.
    pub const fn of(extension: Extension) -> Self {
        Self::BASE.with(extension)
    }

    /// This set and `extension`.
    #[must_use]
    pub const fn with(self, extension: Extension) -> Self {
        Self(self.0 | 1 << extension as u32)
    }

    /// This set without `extension`; the base stays.
    #[must_use]
    pub const fn without(self, extension: Extension) -> Self {
        Self(self.0 & !(1 << extension as u32) | Self::BASE.0)
    }

    /// Whether `extension` is in this set.
    pub const fn has(self, extension: Extension) -> bool {
        self.0 & 1 << extension as u32 != 0
    }

    /// Whether all of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// IALIGN in bytes: 2 with compressed instructions, else 4 (RISC-V unprivileged ISA, section
    /// "Base Instruction-Length Encoding").
    pub const fn instruction_alignment(self) -> u64 {
        if self.has(Extension::Zca) { 2 } else { 4 }
    }

    /// VLEN in bits; `None` without V. The machine's vectors have exactly the length that the
    /// extensions guarantee as a minimum.
    pub const fn vlen(self) -> Option<u32> {
        if !self.has(Extension::V) {
            None
        } else if self.has(Extension::Zvl512b) {
            Some(512)
        } else if self.has(Extension::Zvl256b) {
            Some(256)
        } else {
            Some(128)
        }
    }

    /// The extensions in this set.
    pub fn iter(self) -> impl Iterator<Item = Extension> {
        EVERY
            .iter()
            .copied()
            .filter(move |extension| self.has(*extension))
    }
}

/// All extensions, in declaration order.
const EVERY: &[Extension] = &[
    Extension::I,
    Extension::M,
    Extension::A,
    Extension::F,
    Extension::D,
    Extension::Zicsr,
    Extension::Zifencei,
    Extension::Zca,
    Extension::Zcd,
    Extension::Zcb,
    Extension::Zba,
    Extension::Zbb,
    Extension::Zbs,
    Extension::Zbc,
    Extension::Zbkb,
    Extension::Zicond,
    Extension::Zfa,
    Extension::Zfhmin,
    Extension::Zfh,
    Extension::V,
    Extension::Zvl256b,
    Extension::Zvl512b,
    Extension::Zvfh,
    Extension::Zvbb,
];

impl BitOr for Extensions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
