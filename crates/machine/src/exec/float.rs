//! Floating point (chapters "'F' Extension for Single-Precision Floating-Point", "'D' Extension for
//! Double-Precision Floating-Point", "'Zfh' Extension for Half-Precision Floating-Point" and "'Zfa'
//! Extension for Additional Floating-Point Instructions"), for any format of the soft-float
//! library.

use super::integer::sign_extend_word;
use super::trap::Trap;
use crate::constant;
use crate::hart::{Hart, is_boxed, nan_box, unbox};
use crate::inst::Inst;
use crate::op::Float;
use crate::registers::FloatReg;
use crate::softfloat::{self, Flags, Format, RoundingMode};

/// Executes an instruction on format `F`.
#[inline(never)]
pub(super) fn execute<F: Format>(op: Float, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    use Float::{
        Add, Class, Constant, Div, Eq, FromI32, FromI64, FromU32, FromU64, Le, LeQuiet, Lt,
        LtQuiet, Madd, Max, Maximum, Min, Minimum, MoveFromInteger, MoveToInteger, Msub, Mul,
        Nmadd, Nmsub, Round, RoundExact, Sgnj, Sgnjn, Sgnjx, Sqrt, Sub, ToI32, ToI64, ToU32, ToU64,
    };
    match op {
        Add | Sub | Mul | Div | Sqrt => compute::<F>(op, hart, inst),
        Madd | Msub | Nmsub | Nmadd => fused::<F>(op, hart, inst),
        Sgnj | Sgnjn | Sgnjx | Min | Max | Minimum | Maximum => select::<F>(op, hart, inst),
        Eq | Lt | Le | LtQuiet | LeQuiet | Class => examine::<F>(op, hart, inst),
        Round | RoundExact => round::<F>(op, hart, inst),
        ToI32 | ToU32 | ToI64 | ToU64 => to_integer::<F>(op, hart, inst),
        FromI32 | FromU32 | FromI64 | FromU64 => from_integer::<F>(op, hart, inst),
        Constant => write::<F>(hart, inst, (constant::bits::<F>(inst.rs1), Flags::NONE)),
        MoveToInteger => {
            let raw = hart.f(inst.rs1);
            // FMV copies the bits, NaN-boxed or not.
            let shift = 64 - F::WIDTH;
            hart.set_x(inst.rd, ((raw << shift) as i64 >> shift) as u64);
            Ok(())
        }
        MoveFromInteger => {
            let bits = F::truncate(hart.x(inst.rs1).into());
            write::<F>(hart, inst, (bits, Flags::NONE))
        }
    }
}

/// The rounding mode of an instruction: its own, or the dynamic one (section "Floating-Point
/// Control and Status Register").
pub(super) fn rounding(hart: &Hart, inst: &Inst) -> Result<RoundingMode, Box<Trap>> {
    let mode = if inst.rm == 7 {
        hart.rounding_mode()
    } else {
        RoundingMode::from_bits(inst.rm)
    };
    mode.ok_or_else(|| Box::new(Trap::Illegal))
}

/// The value of a source register.
#[inline(always)]
pub(super) fn source<F: Format>(hart: &Hart, number: u8) -> Result<F::Bits, Box<Trap>> {
    let pattern = hart.f(number);
    if hart.strict && !is_boxed::<F>(pattern) {
        let reg = FloatReg::new(number);
        let width = F::WIDTH;
        return Err(Box::new(Trap::Unboxed {
            reg,
            pattern,
            width,
        }));
    }
    Ok(unbox::<F>(pattern))
}

/// Writes a float result and accrues its flags.
pub(super) fn write<F: Format>(
    hart: &mut Hart,
    inst: &Inst,
    (bits, flags): (F::Bits, Flags),
) -> Result<(), Box<Trap>> {
    hart.f[usize::from(inst.rd & 31)] = nan_box::<F>(bits);
    hart.accrue(flags);
    Ok(())
}

/// Writes an integer result and accrues its flags.
pub(super) fn write_integer(
    hart: &mut Hart,
    inst: &Inst,
    (value, flags): (u64, Flags),
) -> Result<(), Box<Trap>> {
    hart.set_x(inst.rd, value);
    hart.accrue(flags);
    Ok(())
}

/// Arithmetic with one rounding.
fn compute<F: Format>(op: Float, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    let rounding = rounding(hart, inst)?;
    let a = source::<F>(hart, inst.rs1)?;
    if op == Float::Sqrt {
        return write::<F>(hart, inst, softfloat::sqrt::<F>(a, rounding));
    }
    let b = source::<F>(hart, inst.rs2)?;
    let result = match op {
        Float::Add => softfloat::add::<F>(a, b, rounding),
        Float::Sub => softfloat::sub::<F>(a, b, rounding),
        Float::Mul => softfloat::mul::<F>(a, b, rounding),
        _ => softfloat::div::<F>(a, b, rounding),
    };
    write::<F>(hart, inst, result)
}

/// Fused multiply-add.
fn fused<F: Format>(op: Float, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    let rounding = rounding(hart, inst)?;
    let mut a = source::<F>(hart, inst.rs1)?;
    let b = source::<F>(hart, inst.rs2)?;
    let mut c = source::<F>(hart, inst.rs3)?;
    if matches!(op, Float::Nmsub | Float::Nmadd) {
        a = softfloat::negate::<F>(a);
    }
    if matches!(op, Float::Msub | Float::Nmadd) {
        c = softfloat::negate::<F>(c);
    }
    write::<F>(hart, inst, softfloat::fma::<F>(a, b, c, rounding))
}

/// Operations whose result is one of the operands, possibly with another sign.
fn select<F: Format>(op: Float, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    let a = source::<F>(hart, inst.rs1)?;
    let b = source::<F>(hart, inst.rs2)?;
    let result = match op {
        Float::Sgnj => (softfloat::copy_sign::<F>(a, b), Flags::NONE),
        Float::Sgnjn => (softfloat::copy_sign_negated::<F>(a, b), Flags::NONE),
        Float::Sgnjx => (softfloat::xor_sign::<F>(a, b), Flags::NONE),
        Float::Min => softfloat::min::<F>(a, b),
        Float::Max => softfloat::max::<F>(a, b),
        Float::Minimum => softfloat::minimum::<F>(a, b),
        _ => softfloat::maximum::<F>(a, b),
    };
    write::<F>(hart, inst, result)
}

/// Rounds to an integer in float format.
fn round<F: Format>(op: Float, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    let rounding = rounding(hart, inst)?;
    let a = source::<F>(hart, inst.rs1)?;
    let (bits, flags) = softfloat::round_to_integral::<F>(a, rounding);
    let kept = match op {
        Float::Round => Flags::NV,
        _ => Flags::NV | Flags::NX,
    };
    write::<F>(hart, inst, (bits, flags & kept))
}

/// Comparisons and classification.
fn examine<F: Format>(op: Float, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    let a = source::<F>(hart, inst.rs1)?;
    if op == Float::Class {
        let class = softfloat::classify::<F>(a).into();
        return write_integer(hart, inst, (class, Flags::NONE));
    }
    let b = source::<F>(hart, inst.rs2)?;
    let (holds, flags) = match op {
        Float::Eq => softfloat::eq::<F>(a, b),
        Float::Lt => softfloat::lt::<F>(a, b),
        Float::Le => softfloat::le::<F>(a, b),
        Float::LtQuiet => softfloat::lt_quiet::<F>(a, b),
        _ => softfloat::le_quiet::<F>(a, b),
    };
    write_integer(hart, inst, (holds.into(), flags))
}

/// Float to integer. A word result is sign-extended, even an unsigned one.
fn to_integer<F: Format>(op: Float, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    let rounding = rounding(hart, inst)?;
    let a = source::<F>(hart, inst.rs1)?;
    let result = match op {
        Float::ToI32 => {
            let (value, flags) = softfloat::to_i32::<F>(a, rounding);
            (sign_extend_word(value as u64), flags)
        }
        Float::ToU32 => {
            let (value, flags) = softfloat::to_u32::<F>(a, rounding);
            (sign_extend_word(value.into()), flags)
        }
        Float::ToI64 => {
            let (value, flags) = softfloat::to_i64::<F>(a, rounding);
            (value as u64, flags)
        }
        _ => softfloat::to_u64::<F>(a, rounding),
    };
    write_integer(hart, inst, result)
}

/// Integer to float.
fn from_integer<F: Format>(op: Float, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    let rounding = rounding(hart, inst)?;
    let a = hart.x(inst.rs1);
    let result = match op {
        Float::FromI32 => softfloat::from_i32::<F>(a as i32, rounding),
        Float::FromU32 => softfloat::from_u32::<F>(a as u32, rounding),
        Float::FromI64 => softfloat::from_i64::<F>(a as i64, rounding),
        _ => softfloat::from_u64::<F>(a, rounding),
    };
    write::<F>(hart, inst, result)
}
