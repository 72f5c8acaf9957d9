//! Addition, subtraction, multiplication, division and fused multiply-add.
//!
//! For two exceptions, the status of the arithmetic library is not enough:
//!
//! * *Underflow.* RISC-V detects tininess after rounding (section "Floating-Point Control and
//!   Status Register" refers to IEEE 754-2019, section 7.5, a): the result rounded as though the
//!   exponent range were unbounded is below the smallest normal number. The library looks at the
//!   delivered result instead. It misses values that only the coarser subnormal grid rounds up to
//!   the smallest normal.
//! * *Overflow.* It is raised whenever the result rounded with unbounded exponent is above the
//!   largest finite number (IEEE 754-2019, section 7.4). The library raises it only if it delivers
//!   infinity, not if the rounding direction delivers the largest finite number.
//!
//! Both definitions refer to an unbounded exponent. So a result at one of the two boundaries is
//! computed again in a format of the same precision with a much wider exponent (`Unbounded`), and
//! that result decides.

use std::marker::PhantomData;

use rustc_apfloat::ieee::{IeeeFloat, Semantics};
use rustc_apfloat::{Float, FloatConvert as _, Round, Status, StatusAnd};

use super::flags::Flags;
use super::format::{Format, Value, pack, unpack};
use super::rounding::RoundingMode;

/// The precision of `S` with exponents of 20 bits. No operation on operands of an interchange
/// format up to binary128 leaves that range.
pub(super) struct Unbounded<S>(PhantomData<S>);

impl<S: Semantics> Semantics for Unbounded<S> {
    const BITS: usize = S::PRECISION + Self::EXP_BITS;
    const EXP_BITS: usize = 20;
}

/// An operation, for any precision and exponent range.
#[derive(Clone, Copy)]
enum Operation {
    Add,
    Sub,
    Mul,
    Div,
    MulAdd,
}

impl Operation {
    fn apply<T: Float>(self, [a, b, c]: [T; 3], round: Round) -> StatusAnd<T> {
        match self {
            Self::Add => a.add_r(b, round),
            Self::Sub => a.sub_r(b, round),
            Self::Mul => a.mul_r(b, round),
            Self::Div => a.div_r(b, round),
            Self::MulAdd => a.mul_add_r(b, c, round),
        }
    }
}

/// Runs `operation` once, and a second time with unbounded exponent if the result is at a boundary.
fn perform<F: Format>(
    operation: Operation,
    operands: [F::Bits; 3],
    rounding: RoundingMode,
) -> (F::Bits, Flags) {
    let round = rounding.round();
    let operands = operands.map(unpack::<F>);
    let result = operation.apply(operands, round);
    let flags = complete_flags::<F>(result, || {
        operation.apply(operands.map(widen::<F>), round).value
    });
    (pack::<F>(result.value), flags)
}

/// The flags of `result`, with overflow and underflow as RISC-V defines them. `unbounded` computes
/// the same result, rounded to the same precision with unbounded exponent. It is called only at the
/// two boundaries.
pub(super) fn complete_flags<F: Format>(
    result: StatusAnd<Value<F>>,
    unbounded: impl FnOnce() -> IeeeFloat<Unbounded<F::Semantics>>,
) -> Flags {
    let flags = Flags::from_status(result.status);
    let magnitude = result.value.abs();
    if !result.status.contains(Status::INEXACT) {
        return flags;
    }
    if magnitude.is_largest() && !flags.contains(Flags::OF) {
        let exceeds = unbounded().ilogb() > F::Semantics::MAX_EXP;
        return flags | Flags::when(exceeds, Flags::OF);
    }
    if magnitude.is_smallest_normalized() && !flags.contains(Flags::UF) {
        let tiny = unbounded().ilogb() < F::Semantics::MIN_EXP;
        return flags | Flags::when(tiny, Flags::UF);
    }
    flags
}

/// The same value with unbounded exponent.
fn widen<F: Format>(value: Value<F>) -> IeeeFloat<Unbounded<F::Semantics>> {
    value.convert(&mut false).value
}

/// `a + b` (RISC-V unprivileged ISA, section "Single-Precision Floating-Point Computational
/// Instructions": FADD).
pub fn add<F: Format>(a: F::Bits, b: F::Bits, rounding: RoundingMode) -> (F::Bits, Flags) {
    perform::<F>(Operation::Add, [a, b, b], rounding)
}

/// `a - b` (RISC-V unprivileged ISA, section "Single-Precision Floating-Point Computational
/// Instructions": FSUB).
pub fn sub<F: Format>(a: F::Bits, b: F::Bits, rounding: RoundingMode) -> (F::Bits, Flags) {
    perform::<F>(Operation::Sub, [a, b, b], rounding)
}

/// `a * b` (RISC-V unprivileged ISA, section "Single-Precision Floating-Point Computational
/// Instructions": FMUL).
pub fn mul<F: Format>(a: F::Bits, b: F::Bits, rounding: RoundingMode) -> (F::Bits, Flags) {
    perform::<F>(Operation::Mul, [a, b, b], rounding)
}

/// `a / b` (RISC-V unprivileged ISA, section "Single-Precision Floating-Point Computational
/// Instructions": FDIV).
pub fn div<F: Format>(a: F::Bits, b: F::Bits, rounding: RoundingMode) -> (F::Bits, Flags) {
    perform::<F>(Operation::Div, [a, b, b], rounding)
}

/// `a * b + c` with one rounding (RISC-V unprivileged ISA, section "Single-Precision Floating-Point
/// Computational Instructions": FMADD; FMSUB, FNMSUB and FNMADD are this with [`super::negate`]
/// applied to `c`, to `a`, and to both).
///
/// Infinity times zero raises NV even if `c` is a quiet NaN, as that section requires.
pub fn fma<F: Format>(
    a: F::Bits,
    b: F::Bits,
    c: F::Bits,
    rounding: RoundingMode,
) -> (F::Bits, Flags) {
    let (result, flags) = perform::<F>(Operation::MulAdd, [a, b, c], rounding);
    let [a, b, c] = [a, b, c].map(unpack::<F>);
    let invalid = (a.is_infinite() && b.is_zero())
        || (a.is_zero() && b.is_infinite())
        || [a, b, c].iter().any(|operand| operand.is_signaling());
    (result, flags | Flags::when(invalid, Flags::NV))
}
