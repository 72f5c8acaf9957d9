//! Conversions that exist for one float format only (sections "Double-Precision Floating-Point
//! Conversion and Move Instructions", "Half-Precision Conversion and Move Instructions" and
//! "Modular Convert-to-Integer Instruction").

use super::float::{rounding, source, write, write_integer};
use super::integer::sign_extend_word;
use super::trap::Trap;
use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::Convert;
use crate::softfloat::{self, Double, Format, Half, Single};

/// Executes an instruction.
#[inline(never)]
pub(super) fn execute(op: Convert, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    match op {
        Convert::SingleFromDouble => between::<Double, Single>(hart, inst),
        Convert::DoubleFromSingle => between::<Single, Double>(hart, inst),
        Convert::HalfFromSingle => between::<Single, Half>(hart, inst),
        Convert::SingleFromHalf => between::<Half, Single>(hart, inst),
        Convert::HalfFromDouble => between::<Double, Half>(hart, inst),
        Convert::DoubleFromHalf => between::<Half, Double>(hart, inst),
        Convert::ModularFromDouble => {
            let a = source::<Double>(hart, inst.rs1)?;
            let (value, flags) = softfloat::to_i32_modular(a);
            write_integer(hart, inst, (sign_extend_word(value as u64), flags))
        }
    }
}

/// Converts between formats. The rounding mode must be valid even if the conversion is exact.
fn between<From: Format, To: Format>(hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    let rounding = rounding(hart, inst)?;
    let a = source::<From>(hart, inst.rs1)?;
    write::<To>(hart, inst, softfloat::convert::<From, To>(a, rounding))
}
