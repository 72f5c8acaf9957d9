//! Sign injection: moves that change at most the sign bit and raise nothing (RISC-V unprivileged
//! ISA, section "Single-Precision Floating-Point Conversion and Move Instructions": FSGNJ, FSGNJN,
//! FSGNJX).

use super::format::{Format, sign_mask};

/// `a` with the sign of `b` (FSGNJ).
pub fn copy_sign<F: Format>(a: F::Bits, b: F::Bits) -> F::Bits {
    with_sign::<F>(a, b.into())
}

/// `a` with the opposite of the sign of `b` (FSGNJN).
pub fn copy_sign_negated<F: Format>(a: F::Bits, b: F::Bits) -> F::Bits {
    with_sign::<F>(a, !b.into())
}

/// `a` with the exclusive or of both signs (FSGNJX).
pub fn xor_sign<F: Format>(a: F::Bits, b: F::Bits) -> F::Bits {
    with_sign::<F>(a, a.into() ^ b.into())
}

/// `a` with its sign flipped.
pub fn negate<F: Format>(a: F::Bits) -> F::Bits {
    with_sign::<F>(a, !a.into())
}

/// The magnitude of `a` under the sign bit of `sign`.
fn with_sign<F: Format>(a: F::Bits, sign: u128) -> F::Bits {
    let mask = sign_mask::<F>();
    F::truncate((a.into() & !mask) | (sign & mask))
}
