//! Registers: classes, names, sets.
//!
//! A register is a [`RegClass`] and a number from 0 to 31. [`IntReg`] and [`FloatReg`] are for
//! operands that can have only one class. Names are those of the RISC-V ELF psABI, section
//! "Register Convention".

mod class;
mod reg;
mod set;
mod typed;

pub use class::RegClass;
pub use reg::Reg;
pub use set::RegSet;
pub use typed::{FloatReg, IntReg};
