//! Pure operations.

use super::signature::ty;
use crate::case::{FloatCondition, FloatOp, IntCondition, IntOp, IntUnary, Op, Type};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{ConstantData, InstBuilder, MemFlagsData, Value, immediates, types};
use cranelift_frontend::FunctionBuilder;

/// Appends `op`. `args` must have the number and types that it requires.
pub(super) fn apply(builder: &mut FunctionBuilder<'_>, op: Op, args: &[Value]) -> Value {
    let to = ty(op.result());
    let a = args[0];
    match op {
        Op::Int(op, _) => int(builder, op, a, args[1]),
        Op::IntUnary(op, _) => int_unary(builder, op, a),
        Op::Float(op, ty) => float(builder, op, ty, args),
        Op::IntCompare(condition, _) => builder.ins().icmp(int_cc(condition), a, args[1]),
        Op::FloatCompare(condition, _) => builder.ins().fcmp(float_cc(condition), a, args[1]),
        Op::Select(_) => builder.ins().select(a, args[1], args[2]),
        Op::Extend { signed: true, .. } => builder.ins().sextend(to, a),
        Op::Extend { .. } => builder.ins().uextend(to, a),
        Op::Reduce { .. } => builder.ins().ireduce(to, a),
        Op::ToBits(from) => {
            let a = canonical(builder, a, from);
            builder.ins().bitcast(to, MemFlagsData::new(), a)
        }
        Op::FromBits(_) => builder.ins().bitcast(to, MemFlagsData::new(), a),
        Op::FromInt { signed: true, .. } => builder.ins().fcvt_from_sint(to, a),
        Op::FromInt { .. } => builder.ins().fcvt_from_uint(to, a),
        Op::ToIntSat { signed: true, .. } => builder.ins().fcvt_to_sint_sat(to, a),
        Op::ToIntSat { .. } => builder.ins().fcvt_to_uint_sat(to, a),
        Op::Promote => builder.ins().fpromote(to, a),
        Op::Demote => builder.ins().fdemote(to, a),
        Op::Concat => builder.ins().iconcat(a, args[1]),
        Op::Split { high } => {
            let (low_half, high_half) = builder.ins().isplit(a);
            if high { high_half } else { low_half }
        }
    }
}

/// `value`, or the canonical NaN if it is a NaN that arithmetic may have produced.
pub(super) fn canonical(builder: &mut FunctionBuilder<'_>, value: Value, ty: Type) -> Value {
    if !ty.has_float_arithmetic() {
        return value;
    }
    let nan = constant(builder, ty, ty.canonical_nan());
    // Only a NaN differs from itself.
    let is_number = builder.ins().fcmp(FloatCC::Equal, value, value);
    builder.ins().select(is_number, value, nan)
}

fn int(builder: &mut FunctionBuilder<'_>, op: IntOp, a: Value, b: Value) -> Value {
    let ins = builder.ins();
    match op {
        IntOp::Add => ins.iadd(a, b),
        IntOp::Sub => ins.isub(a, b),
        IntOp::Mul => ins.imul(a, b),
        IntOp::And => ins.band(a, b),
        IntOp::Or => ins.bor(a, b),
        IntOp::Xor => ins.bxor(a, b),
        IntOp::Shl => ins.ishl(a, b),
        IntOp::Ushr => ins.ushr(a, b),
        IntOp::Sshr => ins.sshr(a, b),
        IntOp::Rotl => ins.rotl(a, b),
        IntOp::Rotr => ins.rotr(a, b),
        IntOp::Smin => ins.smin(a, b),
        IntOp::Smax => ins.smax(a, b),
        IntOp::Umin => ins.umin(a, b),
        IntOp::Umax => ins.umax(a, b),
        IntOp::AndNot => {
            let not = ins.bnot(b);
            builder.ins().band(a, not)
        }
        IntOp::OrNot => {
            let not = ins.bnot(b);
            builder.ins().bor(a, not)
        }
        IntOp::XorNot => {
            let xor = ins.bxor(a, b);
            builder.ins().bnot(xor)
        }
    }
}

fn int_unary(builder: &mut FunctionBuilder<'_>, op: IntUnary, a: Value) -> Value {
    let ins = builder.ins();
    match op {
        IntUnary::Not => ins.bnot(a),
        IntUnary::Neg => ins.ineg(a),
        IntUnary::Abs => ins.iabs(a),
        IntUnary::Clz => ins.clz(a),
        IntUnary::Ctz => ins.ctz(a),
        IntUnary::Cls => ins.cls(a),
        IntUnary::Popcnt => ins.popcnt(a),
        IntUnary::Bswap => ins.bswap(a),
        IntUnary::Bitrev => ins.bitrev(a),
    }
}

fn float(builder: &mut FunctionBuilder<'_>, op: FloatOp, ty: Type, args: &[Value]) -> Value {
    let a = args[0];
    let ins = builder.ins();
    match op {
        FloatOp::Add => ins.fadd(a, args[1]),
        FloatOp::Sub => ins.fsub(a, args[1]),
        FloatOp::Mul => ins.fmul(a, args[1]),
        FloatOp::Div => ins.fdiv(a, args[1]),
        FloatOp::Neg => ins.fneg(a),
        FloatOp::Abs => ins.fabs(a),
        FloatOp::Sqrt => ins.sqrt(a),
        FloatOp::Copysign => {
            let sign = canonical(builder, args[1], ty);
            builder.ins().fcopysign(a, sign)
        }
        FloatOp::Min => ins.fmin(a, args[1]),
        FloatOp::Max => ins.fmax(a, args[1]),
        FloatOp::Ceil => ins.ceil(a),
        FloatOp::Floor => ins.floor(a),
        FloatOp::Trunc => ins.trunc(a),
        FloatOp::Nearest => ins.nearest(a),
    }
}

fn int_cc(condition: IntCondition) -> IntCC {
    match condition {
        IntCondition::Equal => IntCC::Equal,
        IntCondition::NotEqual => IntCC::NotEqual,
        IntCondition::SignedLess => IntCC::SignedLessThan,
        IntCondition::SignedGreaterOrEqual => IntCC::SignedGreaterThanOrEqual,
        IntCondition::UnsignedLess => IntCC::UnsignedLessThan,
        IntCondition::UnsignedGreaterOrEqual => IntCC::UnsignedGreaterThanOrEqual,
    }
}

fn float_cc(condition: FloatCondition) -> FloatCC {
    match condition {
        FloatCondition::Equal => FloatCC::Equal,
        FloatCondition::NotEqual => FloatCC::NotEqual,
        FloatCondition::Less => FloatCC::LessThan,
        FloatCondition::LessOrEqual => FloatCC::LessThanOrEqual,
    }
}

/// A constant of type `ty`.
pub(super) fn constant(builder: &mut FunctionBuilder<'_>, ty: Type, bits: u128) -> Value {
    match ty {
        Type::F32 => {
            let bits = immediates::Ieee32::with_bits(bits as u32);
            builder.ins().f32const(bits)
        }
        Type::F64 => {
            let bits = immediates::Ieee64::with_bits(bits as u64);
            builder.ins().f64const(bits)
        }
        Type::F16 => {
            let bits = immediates::Ieee16::with_bits(bits as u16);
            builder.ins().f16const(bits)
        }
        Type::F128 => {
            let bytes = ConstantData::from(&bits.to_le_bytes()[..]);
            let bits = builder.func.dfg.constants.insert(bytes);
            builder.ins().f128const(bits)
        }
        Type::I128 => {
            let [low, high] = [bits as i64, (bits >> 64) as i64];
            let low = builder.ins().iconst(types::I64, low);
            let high = builder.ins().iconst(types::I64, high);
            builder.ins().iconcat(low, high)
        }
        int => builder.ins().iconst(self::ty(int), bits as i64),
    }
}
