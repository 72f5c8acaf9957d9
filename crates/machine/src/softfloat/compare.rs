//! Comparisons, minimum and maximum.

use std::cmp::Ordering;

use rustc_apfloat::Float as _;

use super::flags::Flags;
use super::format::{Format, Value, unpack};

/// Whether either operand is a NaN, and whether either is a signalling NaN.
fn nans<F: Format>(a: Value<F>, b: Value<F>) -> (bool, bool) {
    (
        a.is_nan() || b.is_nan(),
        a.is_signaling() || b.is_signaling(),
    )
}

/// `a == b`, a quiet comparison: only a signalling NaN raises NV (RISC-V unprivileged ISA, section
/// "Single-Precision Floating-Point Compare Instructions": FEQ).
pub fn eq<F: Format>(a: F::Bits, b: F::Bits) -> (bool, Flags) {
    let (a, b) = (unpack::<F>(a), unpack::<F>(b));
    let (_, signaling) = nans::<F>(a, b);
    let equal = a.partial_cmp(&b) == Some(Ordering::Equal);
    (equal, Flags::when(signaling, Flags::NV))
}

/// `a < b`, a signalling comparison: any NaN raises NV (RISC-V unprivileged ISA, section
/// "Single-Precision Floating-Point Compare Instructions": FLT).
pub fn lt<F: Format>(a: F::Bits, b: F::Bits) -> (bool, Flags) {
    let (a, b) = (unpack::<F>(a), unpack::<F>(b));
    let (nan, _) = nans::<F>(a, b);
    let less = a.partial_cmp(&b) == Some(Ordering::Less);
    (less, Flags::when(nan, Flags::NV))
}

/// `a <= b`, a signalling comparison: any NaN raises NV (RISC-V unprivileged ISA, section
/// "Single-Precision Floating-Point Compare Instructions": FLE).
pub fn le<F: Format>(a: F::Bits, b: F::Bits) -> (bool, Flags) {
    let (a, b) = (unpack::<F>(a), unpack::<F>(b));
    let (nan, _) = nans::<F>(a, b);
    let order = a.partial_cmp(&b);
    let holds = matches!(order, Some(Ordering::Less | Ordering::Equal));
    (holds, Flags::when(nan, Flags::NV))
}

/// `a < b`, a quiet comparison: only a signalling NaN raises NV (RISC-V unprivileged ISA, chapter
/// "Zfa", section "Comparison Instructions": FLTQ).
pub fn lt_quiet<F: Format>(a: F::Bits, b: F::Bits) -> (bool, Flags) {
    quietly::<F>(a, b, lt::<F>(a, b).0)
}

/// `a <= b`; otherwise like [`lt_quiet`] (RISC-V unprivileged ISA, chapter "Zfa", section
/// "Comparison Instructions": FLEQ).
pub fn le_quiet<F: Format>(a: F::Bits, b: F::Bits) -> (bool, Flags) {
    quietly::<F>(a, b, le::<F>(a, b).0)
}

/// The result of a comparison, with the flags of a quiet one.
fn quietly<F: Format>(a: F::Bits, b: F::Bits, holds: bool) -> (bool, Flags) {
    let (_, signaling) = nans::<F>(unpack::<F>(a), unpack::<F>(b));
    (holds, Flags::when(signaling, Flags::NV))
}

/// `minimumNumber`: the smaller operand, where -0 is below +0. If one operand is a NaN, the other
/// one; if both are, the canonical NaN. A signalling NaN raises NV (RISC-V unprivileged ISA,
/// section "Single-Precision Floating-Point Computational Instructions": FMIN).
pub fn min<F: Format>(a: F::Bits, b: F::Bits) -> (F::Bits, Flags) {
    select::<F>(a, b, Ordering::Less)
}

/// `maximumNumber`: the larger operand; otherwise like [`min`] (RISC-V unprivileged ISA, section
/// "Single-Precision Floating-Point Computational Instructions": FMAX).
pub fn max<F: Format>(a: F::Bits, b: F::Bits) -> (F::Bits, Flags) {
    select::<F>(a, b, Ordering::Greater)
}

/// `minimum`: like [`min`], but the canonical NaN if either operand is a NaN (RISC-V unprivileged
/// ISA, chapter "Zfa", section "Minimum and Maximum Instructions": FMINM).
pub fn minimum<F: Format>(a: F::Bits, b: F::Bits) -> (F::Bits, Flags) {
    unless_nan::<F>(a, b, min::<F>(a, b))
}

/// `maximum`: like [`max`], but the canonical NaN if either operand is a NaN (RISC-V unprivileged
/// ISA, chapter "Zfa", section "Minimum and Maximum Instructions": FMAXM).
pub fn maximum<F: Format>(a: F::Bits, b: F::Bits) -> (F::Bits, Flags) {
    unless_nan::<F>(a, b, max::<F>(a, b))
}

/// The result of a selection, or the canonical NaN if an operand is a NaN. The flags stay the same.
fn unless_nan<F: Format>(
    a: F::Bits,
    b: F::Bits,
    (chosen, flags): (F::Bits, Flags),
) -> (F::Bits, Flags) {
    let (nan, _) = nans::<F>(unpack::<F>(a), unpack::<F>(b));
    (if nan { F::CANONICAL_NAN } else { chosen }, flags)
}

/// The operand that is `wanted` (less or greater) than the other.
fn select<F: Format>(a: F::Bits, b: F::Bits, wanted: Ordering) -> (F::Bits, Flags) {
    let (x, y) = (unpack::<F>(a), unpack::<F>(b));
    let (_, signaling) = nans::<F>(x, y);
    let flags = Flags::when(signaling, Flags::NV);
    let chosen = match x.partial_cmp(&y) {
        Some(Ordering::Equal) if x.is_negative() == (wanted == Ordering::Less) => a,
        Some(Ordering::Equal) => b,
        Some(order) => {
            if order == wanted {
                a
            } else {
                b
            }
        }
        None if !x.is_nan() => a,
        None if !y.is_nan() => b,
        None => F::CANONICAL_NAN,
    };
    (chosen, flags)
}
