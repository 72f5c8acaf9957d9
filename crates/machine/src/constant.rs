//! The constants that FLI loads (RISC-V unprivileged ISA, chapter "'Zfa' Extension for Additional
//! Floating-Point Instructions", section "Load-Immediate Instructions"). One table serves execution
//! and disassembly.

use crate::softfloat::{Double, Format, RoundingMode, convert};

/// The number of the smallest normal number, whose value depends on the format.
const LEAST_NORMAL: usize = 1;

/// Values and texts by number. In binary16, 65536 is infinity.
const CONSTANTS: [(f64, &str); 32] = [
    (-1.0, "-1.0"),
    (f64::MIN_POSITIVE, "min"),
    (1.52587890625e-05, "1.52587890625e-05"),
    (3.0517578125e-05, "3.0517578125e-05"),
    (0.00390625, "0.00390625"),
    (0.0078125, "0.0078125"),
    (0.0625, "0.0625"),
    (0.125, "0.125"),
    (0.25, "0.25"),
    (0.3125, "0.3125"),
    (0.375, "0.375"),
    (0.4375, "0.4375"),
    (0.5, "0.5"),
    (0.625, "0.625"),
    (0.75, "0.75"),
    (0.875, "0.875"),
    (1.0, "1.0"),
    (1.25, "1.25"),
    (1.5, "1.5"),
    (1.75, "1.75"),
    (2.0, "2.0"),
    (2.5, "2.5"),
    (3.0, "3.0"),
    (4.0, "4.0"),
    (8.0, "8.0"),
    (16.0, "16.0"),
    (128.0, "128.0"),
    (256.0, "256.0"),
    (32768.0, "32768.0"),
    (65536.0, "65536.0"),
    (f64::INFINITY, "inf"),
    (f64::NAN, "nan"),
];

/// The text of constant `number`; only the low 5 bits are used.
pub(super) fn text(number: u8) -> &'static str {
    CONSTANTS[usize::from(number & 31)].1
}

/// Constant `number` in format `F`; only the low 5 bits are used.
pub(super) fn bits<F: Format>(number: u8) -> F::Bits {
    let number = usize::from(number & 31);
    if number == LEAST_NORMAL {
        return F::truncate(1 << (F::PRECISION - 1));
    }
    let (value, _) = CONSTANTS[number];
    convert::<Double, F>(value.to_bits(), RoundingMode::Rne).0
}
