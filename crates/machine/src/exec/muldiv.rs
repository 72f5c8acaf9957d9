//! Integer multiplication and division (chapter "'M' Extension for Integer Multiplication and
//! Division"). Nothing traps. Division by zero gives all ones, and the dividend as remainder. The
//! one signed overflow gives the dividend, and zero as remainder.

use super::integer::sign_extend_word;
use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::MulDiv;

/// Executes an instruction.
#[inline(always)]
pub(super) fn execute(op: MulDiv, hart: &mut Hart, inst: &Inst) {
    let a = hart.x(inst.rs1);
    let b = hart.x(inst.rs2);
    let (signed_a, signed_b) = (a as i64, b as i64);
    let (word_a, word_b) = (a as u32, b as u32);
    let result = match op {
        MulDiv::Mul => a.wrapping_mul(b),
        MulDiv::Mulh => ((i128::from(signed_a) * i128::from(signed_b)) >> 64) as u64,
        MulDiv::Mulhsu => ((i128::from(signed_a) * i128::from(b)) >> 64) as u64,
        MulDiv::Mulhu => ((u128::from(a) * u128::from(b)) >> 64) as u64,
        MulDiv::Div => divide(signed_a, signed_b) as u64,
        MulDiv::Divu => a.checked_div(b).unwrap_or(u64::MAX),
        MulDiv::Rem => remainder(signed_a, signed_b) as u64,
        MulDiv::Remu => a.checked_rem(b).unwrap_or(a),
        MulDiv::Mulw => sign_extend_word(a.wrapping_mul(b)),
        // In 64 bits, the overflow of a word division is an ordinary quotient, and its low word is
        // the dividend.
        MulDiv::Divw => {
            sign_extend_word(divide((word_a as i32).into(), (word_b as i32).into()) as u64)
        }
        MulDiv::Divuw => sign_extend_word(word_a.checked_div(word_b).unwrap_or(u32::MAX).into()),
        MulDiv::Remw => {
            sign_extend_word(remainder((word_a as i32).into(), (word_b as i32).into()) as u64)
        }
        MulDiv::Remuw => sign_extend_word(word_a.checked_rem(word_b).unwrap_or(word_a).into()),
    };
    hart.set_x(inst.rd, result);
}

/// Signed quotient.
fn divide(a: i64, b: i64) -> i64 {
    if b == 0 { -1 } else { a.wrapping_div(b) }
}

/// Signed remainder.
fn remainder(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { a.wrapping_rem(b) }
}
