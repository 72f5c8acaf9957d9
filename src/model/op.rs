//! Pure operations on expected values.

use super::Expected;
use crate::case::{FloatCondition, FloatOp, IntCondition, IntOp, IntUnary, Op, Scalar, Type};
use farcall_machine::softfloat::{self, Double, Flags, Format, RoundingMode, Single};

/// Cranelift's arithmetic rounds to nearest, ties to even.
const ROUNDING: RoundingMode = RoundingMode::Rne;

/// The result of `op`. `args` must have the number and types that it requires.
pub(super) fn apply(op: Op, args: &[Expected]) -> Expected {
    let bits = |n: usize| args[n].value.bits;
    let result = |bits: u128| Scalar::new(op.result(), bits);
    match op {
        Op::Float(kind, ty) => float(kind, ty, args),
        Op::Promote => arithmetic(Type::F64, || {
            u128::from(softfloat::convert::<Single, Double>(bits(0) as u32, ROUNDING).0)
        }),
        Op::Demote => arithmetic(Type::F32, || {
            u128::from(softfloat::convert::<Double, Single>(bits(0) as u64, ROUNDING).0)
        }),
        Op::Select(_) if bits(0) != 0 => args[1],
        Op::Select(_) => args[2],
        Op::Int(kind, ty) => Expected::exactly(result(int(kind, ty, bits(0), bits(1)))),
        Op::IntUnary(kind, ty) => Expected::exactly(result(int_unary(kind, ty, bits(0)))),
        Op::IntCompare(condition, ty) => {
            Expected::exactly(result(int_compare(condition, ty, bits(0), bits(1)).into()))
        }
        Op::FloatCompare(condition, ty) => Expected::exactly(result(
            float_compare(condition, ty, bits(0), bits(1)).into(),
        )),
        Op::Extend { signed, from, .. } if signed => {
            Expected::exactly(result(sign_extend(from, bits(0)) as u128))
        }
        Op::Extend { .. } | Op::Reduce { .. } | Op::FromBits(_) => {
            Expected::exactly(result(bits(0)))
        }
        Op::Concat => Expected::exactly(result(bits(0) | bits(1) << 64)),
        Op::Split { high: false } => Expected::exactly(result(bits(0))),
        Op::Split { high: true } => Expected::exactly(result(bits(0) >> 64)),
        Op::ToBits(_) => Expected::exactly(result(canonical(args[0]).bits)),
        Op::FromInt { signed, from, to } => {
            Expected::exactly(result(from_int(signed, from, to, bits(0))))
        }
        Op::ToIntSat { signed, from, to } => {
            Expected::exactly(result(to_int(signed, from, to, bits(0))))
        }
    }
}

/// The value, or the canonical NaN if it is a NaN.
pub(super) fn canonical(value: Expected) -> Scalar {
    let Scalar { ty, bits } = value.value;
    if ty.is_nan(bits) {
        Scalar::new(ty, ty.canonical_nan())
    } else {
        value.value
    }
}

/// The result of an arithmetic operation. If it is a NaN, any NaN is allowed.
fn arithmetic(ty: Type, compute: impl FnOnce() -> u128) -> Expected {
    let value = Scalar::new(ty, compute());
    Expected {
        value,
        any_nan: ty.is_nan(value.bits),
    }
}

fn sign_extend(ty: Type, bits: u128) -> i128 {
    let shift = 128 - ty.bits();
    (bits as i128) << shift >> shift
}

// The result may have bits above the type's width; `Scalar::new` clears them.
fn int(op: IntOp, ty: Type, a: u128, b: u128) -> u128 {
    let width = ty.bits();
    let amount = b as u32 % width;
    match op {
        IntOp::Add => a.wrapping_add(b),
        IntOp::Sub => a.wrapping_sub(b),
        IntOp::Mul => a.wrapping_mul(b),
        IntOp::And => a & b,
        IntOp::Or => a | b,
        IntOp::Xor => a ^ b,
        IntOp::Shl => a << amount,
        IntOp::Ushr => a >> amount,
        IntOp::Sshr => (sign_extend(ty, a) >> amount) as u128,
        // `% width` avoids a shift by 128 bits, which overflows.
        IntOp::Rotl => a << amount | a >> ((width - amount) % width),
        IntOp::Rotr => a >> amount | a << ((width - amount) % width),
        IntOp::Smin => sign_extend(ty, a).min(sign_extend(ty, b)) as u128,
        IntOp::Smax => sign_extend(ty, a).max(sign_extend(ty, b)) as u128,
        IntOp::Umin => a.min(b),
        IntOp::Umax => a.max(b),
        IntOp::AndNot => a & !b,
        IntOp::OrNot => a | !b,
        IntOp::XorNot => !(a ^ b),
    }
}

/// Counts concern the bits of the type only, so the zeros above them in a `u128` are subtracted.
fn int_unary(op: IntUnary, ty: Type, a: u128) -> u128 {
    let width = ty.bits();
    let above = u128::BITS - width;
    let signed = sign_extend(ty, a);
    match op {
        IntUnary::Not => !a,
        IntUnary::Neg => a.wrapping_neg(),
        IntUnary::Abs => signed.unsigned_abs(),
        IntUnary::Clz => (a.leading_zeros() - above).into(),
        IntUnary::Ctz => a.trailing_zeros().min(width).into(),
        IntUnary::Cls => {
            let unlike_the_sign = signed ^ (signed >> 127);
            (unlike_the_sign.leading_zeros() - above - 1).into()
        }
        IntUnary::Popcnt => a.count_ones().into(),
        IntUnary::Bswap => a.swap_bytes() >> above,
        IntUnary::Bitrev => a.reverse_bits() >> above,
    }
}

fn int_compare(condition: IntCondition, ty: Type, a: u128, b: u128) -> bool {
    let (signed_a, signed_b) = (sign_extend(ty, a), sign_extend(ty, b));
    match condition {
        IntCondition::Equal => a == b,
        IntCondition::NotEqual => a != b,
        IntCondition::SignedLess => signed_a < signed_b,
        IntCondition::SignedGreaterOrEqual => signed_a >= signed_b,
        IntCondition::UnsignedLess => a < b,
        IntCondition::UnsignedGreaterOrEqual => a >= b,
    }
}

/// Sign operations are moves with a changed sign. They keep a NaN's payload, and stay open if the
/// NaN was open. The sign operand of `copysign` is made canonical first, because the sign of an
/// arithmetic NaN is open.
fn float(op: FloatOp, ty: Type, args: &[Expected]) -> Expected {
    let sign = 1u128 << (ty.bits() - 1);
    let a = args[0];
    let with_bits = |bits: u128| Expected {
        value: Scalar::new(ty, bits),
        any_nan: a.any_nan,
    };
    match op {
        FloatOp::Neg => with_bits(a.value.bits ^ sign),
        FloatOp::Abs => with_bits(a.value.bits & !sign),
        FloatOp::Copysign => {
            let other = canonical(args[1]).bits & sign;
            with_bits(a.value.bits & !sign | other)
        }
        _ => arithmetic(ty, || {
            let b = args.get(1).map_or(0, |b| b.value.bits);
            match ty {
                Type::F32 => u128::from(float_in::<Single>(op, a.value.bits as u32, b as u32)),
                _ => u128::from(float_in::<Double>(op, a.value.bits as u64, b as u64)),
            }
        }),
    }
}

fn float_in<F: Format>(op: FloatOp, a: F::Bits, b: F::Bits) -> F::Bits {
    let (bits, _flags) = match op {
        FloatOp::Add => softfloat::add::<F>(a, b, ROUNDING),
        FloatOp::Sub => softfloat::sub::<F>(a, b, ROUNDING),
        FloatOp::Mul => softfloat::mul::<F>(a, b, ROUNDING),
        FloatOp::Div => softfloat::div::<F>(a, b, ROUNDING),
        FloatOp::Sqrt => softfloat::sqrt::<F>(a, ROUNDING),
        FloatOp::Min | FloatOp::Max if is_nan::<F>(a) || is_nan::<F>(b) => {
            (F::CANONICAL_NAN, Flags::NONE)
        }
        FloatOp::Min => softfloat::min::<F>(a, b),
        FloatOp::Max => softfloat::max::<F>(a, b),
        FloatOp::Ceil => softfloat::round_to_integral::<F>(a, RoundingMode::Rup),
        FloatOp::Floor => softfloat::round_to_integral::<F>(a, RoundingMode::Rdn),
        FloatOp::Trunc => softfloat::round_to_integral::<F>(a, RoundingMode::Rtz),
        FloatOp::Nearest => softfloat::round_to_integral::<F>(a, RoundingMode::Rne),
        FloatOp::Neg | FloatOp::Abs | FloatOp::Copysign => {
            unreachable!("sign operations are moves")
        }
    };
    bits
}

/// Whether a value of this format is a NaN, which is not equal to itself.
fn is_nan<F: Format>(a: F::Bits) -> bool {
    !softfloat::eq::<F>(a, a).0
}

fn float_compare(condition: FloatCondition, ty: Type, a: u128, b: u128) -> bool {
    match ty {
        Type::F32 => float_compare_in::<Single>(condition, a as u32, b as u32),
        _ => float_compare_in::<Double>(condition, a as u64, b as u64),
    }
}

fn float_compare_in<F: Format>(condition: FloatCondition, a: F::Bits, b: F::Bits) -> bool {
    match condition {
        FloatCondition::Equal => softfloat::eq::<F>(a, b).0,
        FloatCondition::NotEqual => !softfloat::eq::<F>(a, b).0,
        FloatCondition::Less => softfloat::lt::<F>(a, b).0,
        FloatCondition::LessOrEqual => softfloat::le::<F>(a, b).0,
    }
}

fn from_int(signed: bool, from: Type, to: Type, bits: u128) -> u128 {
    match to {
        Type::F32 => u128::from(from_int_in::<Single>(signed, from, bits)),
        _ => u128::from(from_int_in::<Double>(signed, from, bits)),
    }
}

fn from_int_in<F: Format>(signed: bool, from: Type, bits: u128) -> F::Bits {
    let (result, _flags) = match (from, signed) {
        (Type::I32, true) => softfloat::from_i32::<F>(bits as i32, ROUNDING),
        (Type::I32, false) => softfloat::from_u32::<F>(bits as u32, ROUNDING),
        (_, true) => softfloat::from_i64::<F>(bits as i64, ROUNDING),
        (_, false) => softfloat::from_u64::<F>(bits as u64, ROUNDING),
    };
    result
}

fn to_int(signed: bool, from: Type, to: Type, bits: u128) -> u128 {
    // CLIF's saturating conversions give 0 for NaN; RISC-V's give the largest integer.
    if from.is_nan(bits) {
        return 0;
    }
    match from {
        Type::F32 => to_int_in::<Single>(signed, to, bits as u32),
        _ => to_int_in::<Double>(signed, to, bits as u64),
    }
}

fn to_int_in<F: Format>(signed: bool, to: Type, bits: F::Bits) -> u128 {
    let rounding = RoundingMode::Rtz;
    match (to, signed) {
        (Type::I32, true) => softfloat::to_i32::<F>(bits, rounding).0 as u128,
        (Type::I32, false) => softfloat::to_u32::<F>(bits, rounding).0.into(),
        (_, true) => softfloat::to_i64::<F>(bits, rounding).0 as u128,
        (_, false) => softfloat::to_u64::<F>(bits, rounding).0.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unary(op: IntUnary, ty: Type, bits: u128) -> u128 {
        let args = [Expected::exactly(Scalar::new(ty, bits))];
        apply(Op::IntUnary(op, ty), &args).value.bits
    }

    fn float(op: FloatOp, a: f32, b: f32) -> Expected {
        let arg = |x: f32| Expected::exactly(Scalar::new(Type::F32, x.to_bits().into()));
        apply(Op::Float(op, Type::F32), &[arg(a), arg(b)])
    }

    #[test]
    fn counts_are_of_the_bits_of_the_type() {
        for ty in Type::INTS {
            let width = u128::from(ty.bits());
            assert_eq!(unary(IntUnary::Clz, ty, 0), width);
            assert_eq!(unary(IntUnary::Ctz, ty, 0), width);
            assert_eq!(unary(IntUnary::Cls, ty, 0), width - 1);
            assert_eq!(unary(IntUnary::Cls, ty, ty.mask()), width - 1);
            assert_eq!(unary(IntUnary::Cls, ty, 1), width - 2);
            assert_eq!(unary(IntUnary::Popcnt, ty, ty.mask()), width);
            assert_eq!(unary(IntUnary::Bitrev, ty, 1), 1 << (width - 1));
            assert_eq!(unary(IntUnary::Neg, ty, 1), ty.mask());
        }
        assert_eq!(unary(IntUnary::Bswap, Type::I32, 0x1234_5678), 0x7856_3412);
        assert_eq!(unary(IntUnary::Abs, Type::I8, 0x80), 0x80);
        assert_eq!(unary(IntUnary::Abs, Type::I16, 0xfffe), 2);
    }

    #[test]
    fn minimum_and_maximum_tell_zeros_apart_and_propagate_nans() {
        let bits = |x: f32| u128::from(x.to_bits());
        assert_eq!(float(FloatOp::Min, 0.0, -0.0).value.bits, bits(-0.0));
        assert_eq!(float(FloatOp::Max, -0.0, 0.0).value.bits, bits(0.0));
        for (a, b) in [(1.0, f32::NAN), (f32::NAN, 1.0)] {
            assert!(float(FloatOp::Min, a, b).any_nan && float(FloatOp::Max, a, b).any_nan);
        }
    }

    #[test]
    fn the_sign_of_a_nan_is_not_looked_at() {
        let copied = float(FloatOp::Copysign, -2.0, -f32::NAN);
        assert!(copied.accepts(2.0f32.to_bits().into()) && !copied.any_nan);
        let nan = float(FloatOp::Copysign, f32::from_bits(0x7f80_0001), -0.0);
        assert_eq!(nan.value.bits, 0xff80_0001);
    }
}
