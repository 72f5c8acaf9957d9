//! IEEE 754 arithmetic on bit patterns, with RISC-V's rounding modes, exception flags and NaN
//! rules.
//!
//! **Problem.** The host's floating point has only one rounding mode that is cheap to use, its own
//! NaN payloads, and no portable exception flags. A riscv64 hart, and a model that predicts its
//! results, need all five rounding modes, the accrued flags and the canonical NaN, bit for bit, on
//! every host.
//!
//! **Idea.** `rustc_apfloat` rounds correctly. This module adds what it leaves to its users: the
//! RISC-V rules (canonical NaN, saturating conversions, `minimumNumber`), square root, and two
//! exception flags that apfloat defines differently (see [`arithmetic`]). Every operation is a pure
//! function from bit patterns and a [`RoundingMode`] to a bit pattern and the [`Flags`] that it
//! raises. It is generic over the [`Format`].
//!
//! **Invariant.** An arithmetic operation whose result is a NaN returns [`Format::CANONICAL_NAN`].
//! Sign injection and moves keep every bit.
//!
//! **Limits.** No traps, no flush to zero, no decimal formats. NaN boxing concerns registers, so
//! the machine does it.
//!
//! Sections are those of the RISC-V unprivileged ISA, chapters "F", "D", "Zfh" and "Zfa" standard
//! extensions.

pub mod arithmetic;
mod classify;
mod compare;
mod convert;
mod flags;
mod format;
mod integral;
mod rounding;
mod sign;
mod sqrt;

pub use arithmetic::{add, div, fma, mul, sub};
pub use classify::classify;
pub use compare::{eq, le, le_quiet, lt, lt_quiet, max, maximum, min, minimum};
pub use convert::{
    convert, from_i32, from_i64, from_u32, from_u64, to_i32, to_i64, to_u32, to_u64,
};
pub use flags::Flags;
pub use format::{Double, Format, Half, Single};
pub use integral::{round_to_integral, to_i32_modular};
pub use rounding::RoundingMode;
pub use sign::{copy_sign, copy_sign_negated, negate, xor_sign};
pub use sqrt::sqrt;

#[cfg(test)]
pub(crate) mod tests;
