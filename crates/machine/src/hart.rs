//! The architectural state of a hart.

use super::vector::VectorState;
use crate::registers::{FloatReg, IntReg, Reg, RegClass};
use crate::softfloat::{Flags, Format, RoundingMode};

/// Registers of a riscv64 hart in user mode (RISC-V unprivileged ISA, sections "Programmers' Model
/// for Base Integer ISA" and "F Register State").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hart {
    /// x0 to x31. x0 reads zero; the next instruction clears what an observer leaves there.
    pub x: [u64; 32],
    /// f0 to f31, as bit patterns; a value narrower than 64 bits is NaN-boxed.
    pub f: [u64; 32],
    /// Address of the next instruction.
    pub pc: u64,
    /// Accrued exceptions, 5 bits.
    pub fflags: u8,
    /// Dynamic rounding mode, 3 bits; 5 to 7 are invalid and make an instruction that uses them
    /// illegal.
    pub frm: u8,
    /// The bytes of the last load-reserved, until a store-conditional or a reported transfer.
    pub reservation: Option<Reservation>,
    /// Whether to fault on two things that the architecture allows, but that are always mistakes in
    /// code that never stores addresses: a float that is not NaN-boxed ([`super::Fault::Unboxed`]),
    /// and a store of its own address ([`super::Fault::StoresItsAddress`]). Agnostic vector
    /// elements become all ones. This is not architectural state.
    pub strict: bool,
    /// The vector unit; `None` if V is off. It is behind a pointer, so that a hart without vectors
    /// stays small.
    pub vector: Option<Box<VectorState>>,
}

/// A reservation set (RISC-V unprivileged ISA, section "Zalrsc Extension for
/// Load-Reserved/Store-Conditional Instructions"): exactly the bytes that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// Guest address.
    pub addr: u64,
    /// 4 or 8 bytes.
    pub len: u64,
}

impl Default for Hart {
    fn default() -> Self {
        Self::new()
    }
}

impl Hart {
    /// All registers zero, and no vector unit.
    pub const fn new() -> Self {
        Self {
            x: [0; 32],
            f: [0; 32],
            pc: 0,
            fflags: 0,
            frm: 0,
            reservation: None,
            strict: false,
            vector: None,
        }
    }

    /// The value of an integer register.
    #[inline]
    pub fn get(&self, reg: IntReg) -> u64 {
        self.x(reg.number())
    }

    /// Sets an integer register. A write to x0 has no effect.
    #[inline]
    pub fn set(&mut self, reg: IntReg, value: u64) {
        self.set_x(reg.number(), value);
    }

    /// The bit pattern of a float register.
    pub fn get_f(&self, reg: FloatReg) -> u64 {
        self.f(reg.number())
    }

    /// Sets the bit pattern of a float register, without NaN-boxing it.
    pub fn set_f(&mut self, reg: FloatReg, pattern: u64) {
        self.f[reg.index()] = pattern;
    }

    /// The registers of a class of 64-bit registers; `None` for vectors, which are in
    /// [`Hart::vector`].
    #[inline]
    pub fn file(&self, class: RegClass) -> Option<&[u64; 32]> {
        match class {
            RegClass::Int => Some(&self.x),
            RegClass::Float => Some(&self.f),
            RegClass::Vector => None,
        }
    }

    /// Like [`Hart::file`], but mutable. Whatever is left in x0 is cleared before the next
    /// instruction.
    #[inline]
    pub fn file_mut(&mut self, class: RegClass) -> Option<&mut [u64; 32]> {
        match class {
            RegClass::Int => Some(&mut self.x),
            RegClass::Float => Some(&mut self.f),
            RegClass::Vector => None,
        }
    }

    /// The value of a register of any class. For a vector register, the low 64 bits, or 0 if V is
    /// off.
    #[inline]
    pub fn read(&self, register: Reg) -> u64 {
        match self.file(register.class()) {
            Some(file) => file[register.index()],
            None => self
                .vector
                .as_ref()
                .map_or(0, |vector| vector.element(register.number(), 64, 0)),
        }
    }

    /// Sets a register of any class. For a vector register, sets the low 64 bits, or nothing if V
    /// is off. Whatever is written to x0 is cleared before the next instruction.
    #[inline]
    pub fn write(&mut self, register: Reg, value: u64) {
        if let Some(file) = self.file_mut(register.class()) {
            file[register.index()] = value;
        } else if let Some(vector) = &mut self.vector {
            vector.set_element(register.number(), 64, 0, value);
        }
    }

    /// The `fcsr` register: `frm` above `fflags`.
    pub fn fcsr(&self) -> u8 {
        (self.frm & 7) << 5 | self.fflags & 31
    }

    /// Sets `frm` and `fflags` from the low 8 bits of `fcsr`.
    pub fn set_fcsr(&mut self, fcsr: u8) {
        self.frm = fcsr >> 5;
        self.fflags = fcsr & 31;
    }

    /// Adds `flags` to the accrued exceptions.
    pub fn accrue(&mut self, flags: Flags) {
        self.fflags |= flags.bits();
    }

    /// The rounding mode in `frm`, if it is valid.
    pub fn rounding_mode(&self) -> Option<RoundingMode> {
        RoundingMode::from_bits(self.frm)
    }

    /// The value of format `F` in a float register. The canonical NaN if `F` is narrower than the
    /// register and the value is not NaN-boxed (RISC-V unprivileged ISA, section "NaN Boxing of
    /// Narrower Values").
    pub fn unboxed<F: Format>(&self, reg: FloatReg) -> F::Bits {
        unbox::<F>(self.get_f(reg))
    }

    /// Writes a value of format `F` to a float register, NaN-boxed.
    pub fn set_boxed<F: Format>(&mut self, reg: FloatReg, bits: F::Bits) {
        self.set_f(reg, nan_box::<F>(bits));
    }

    /// Register x`number`; only the low 5 bits of the number are used.
    #[inline(always)]
    pub(super) fn x(&self, number: u8) -> u64 {
        self.x[usize::from(number & 31)]
    }

    /// Writes register x`number` and keeps x0 zero.
    #[inline(always)]
    pub(super) fn set_x(&mut self, number: u8, value: u64) {
        self.x[usize::from(number & 31)] = value;
        self.x[0] = 0;
    }

    /// Register f`number`; only the low 5 bits of the number are used.
    #[inline(always)]
    pub(super) fn f(&self, number: u8) -> u64 {
        self.f[usize::from(number & 31)]
    }
}

/// A register pattern with `bits` below, and all ones above.
pub fn nan_box<F: Format>(bits: F::Bits) -> u64 {
    bits.into() as u64 | box_mask::<F>()
}

/// The value in a register pattern; the canonical NaN if the upper bits are not all ones.
pub fn unbox<F: Format>(pattern: u64) -> F::Bits {
    if is_boxed::<F>(pattern) {
        F::truncate(pattern.into())
    } else {
        F::CANONICAL_NAN
    }
}

/// Whether a register pattern is a NaN-boxed value of `F`. For a 64-bit format, every pattern is.
pub fn is_boxed<F: Format>(pattern: u64) -> bool {
    pattern & box_mask::<F>() == box_mask::<F>()
}

/// The bits of a register above a value of `F`. None for a 64-bit format, whose shift overflows.
fn box_mask<F: Format>() -> u64 {
    u64::MAX.checked_shl(F::WIDTH).unwrap_or(0)
}
