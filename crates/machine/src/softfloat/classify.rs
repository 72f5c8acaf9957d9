//! FCLASS.

use rustc_apfloat::Float as _;

use super::format::{Format, unpack};

/// The ten-bit class mask of a value; exactly one bit is set (RISC-V unprivileged ISA, section
/// "Single-Precision Floating-Point Classify Instruction", the table of the FCLASS result). Raises
/// no exception.
pub fn classify<F: Format>(bits: F::Bits) -> u16 {
    let value = unpack::<F>(bits);
    if value.is_nan() {
        return if value.is_signaling() { 1 << 8 } else { 1 << 9 };
    }
    // Magnitude classes, from infinity inwards. The positive classes mirror them.
    let distance = if value.is_infinite() {
        0
    } else if value.is_zero() {
        3
    } else if value.is_denormal() {
        2
    } else {
        1
    };
    1 << if value.is_negative() {
        distance
    } else {
        7 - distance
    }
}
