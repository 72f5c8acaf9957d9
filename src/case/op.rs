//! Pure operations and their types: the one table that legalisation, the model and lowering use.
//!
//! [`Op::every`] lists all valid cells, each an operation with its types: those that Cranelift
//! compiles for riscv64 under every setting of a case. [`Op::legalise`] excludes all others.

mod every;
mod float;
mod int;

pub use float::{FloatCondition, FloatOp};
pub use int::{IntCondition, IntOp, IntUnary};

use super::Type;
use serde::{Deserialize, Serialize};

/// A pure operation with one result.
///
/// [`Op::legalise`] repairs types that an operation does not support, so every value of this enum
/// has a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Op {
    /// Integer arithmetic.
    Int(IntOp, Type),
    /// Floating-point arithmetic.
    Float(FloatOp, Type),
    /// Compares two integers; the result is an i8, 0 or 1.
    IntCompare(IntCondition, Type),
    /// Compares two floats; the result is an i8, 0 or 1.
    FloatCompare(FloatCondition, Type),
    /// The second operand if the first, an i8, is not zero; otherwise the third.
    Select(Type),
    /// Sign- or zero-extends an integer.
    Extend {
        /// Whether to sign-extend.
        signed: bool,
        /// The narrow type.
        from: Type,
        /// The wide type.
        to: Type,
    },
    /// Keeps the low bits of an integer.
    Reduce {
        /// The wide type.
        from: Type,
        /// The narrow type.
        to: Type,
    },
    /// The bits of a float as an integer. Any NaN of a type with arithmetic gives the bits of the
    /// canonical NaN.
    ToBits(Type),
    /// A float from the bits of an integer. The type is the float's.
    FromBits(Type),
    /// Converts an i32 or i64 to the nearest float.
    FromInt {
        /// Whether the integer is signed.
        signed: bool,
        /// The integer type.
        from: Type,
        /// The float type.
        to: Type,
    },
    /// Truncates a float to an i32 or i64, clamped to its range. NaN gives 0.
    ToIntSat {
        /// Whether the integer is signed.
        signed: bool,
        /// The float type.
        from: Type,
        /// The integer type.
        to: Type,
    },
    /// f32 to f64.
    Promote,
    /// f64 to f32.
    Demote,
    /// An i128 from its low and high halves.
    Concat,
    /// One half of an i128.
    Split {
        /// Whether it is the high half.
        high: bool,
    },
    /// Integer arithmetic with one operand.
    IntUnary(IntUnary, Type),
}

/// The types of up to three operands.
#[derive(Clone, Copy, Debug)]
pub struct Operands {
    pub(super) types: [Type; 3],
    pub(super) len: usize,
}

impl std::ops::Deref for Operands {
    type Target = [Type];
    fn deref(&self) -> &[Type] {
        &self.types[..self.len]
    }
}

impl Op {
    /// The types of the operands.
    pub fn operands(&self) -> Operands {
        let (types, len) = match *self {
            Op::Float(op, ty) if op.is_unary() => ([ty; 3], 1),
            Op::Int(_, ty) | Op::Float(_, ty) | Op::IntCompare(_, ty) | Op::FloatCompare(_, ty) => {
                ([ty; 3], 2)
            }
            Op::Select(ty) => ([Type::I8, ty, ty], 3),
            Op::Extend { from, .. }
            | Op::Reduce { from, .. }
            | Op::FromInt { from, .. }
            | Op::ToIntSat { from, .. } => ([from; 3], 1),
            Op::ToBits(ty) | Op::IntUnary(_, ty) => ([ty; 3], 1),
            Op::FromBits(ty) => ([ty.as_int(); 3], 1),
            Op::Promote => ([Type::F32; 3], 1),
            Op::Demote => ([Type::F64; 3], 1),
            Op::Concat => ([Type::I64; 3], 2),
            Op::Split { .. } => ([Type::I128; 3], 1),
        };
        Operands { types, len }
    }

    /// The type of the result.
    pub fn result(&self) -> Type {
        match *self {
            Op::Int(_, ty) | Op::IntUnary(_, ty) | Op::Float(_, ty) => ty,
            Op::Select(ty) | Op::FromBits(ty) => ty,
            Op::IntCompare(..) | Op::FloatCompare(..) => Type::I8,
            Op::Extend { to, .. }
            | Op::Reduce { to, .. }
            | Op::FromInt { to, .. }
            | Op::ToIntSat { to, .. } => to,
            Op::ToBits(ty) => ty.as_int(),
            Op::Promote => Type::F64,
            Op::Demote => Type::F32,
            Op::Concat => Type::I128,
            Op::Split { .. } => Type::I64,
        }
    }

    /// The types that the operation names, mutable.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Op::Int(_, ty)
            | Op::IntUnary(_, ty)
            | Op::Float(_, ty)
            | Op::IntCompare(_, ty)
            | Op::FloatCompare(_, ty)
            | Op::Select(ty)
            | Op::ToBits(ty)
            | Op::FromBits(ty) => vec![ty],
            Op::Extend { from, to, .. }
            | Op::Reduce { from, to }
            | Op::FromInt { from, to, .. }
            | Op::ToIntSat { from, to, .. } => vec![from, to],
            Op::Promote | Op::Demote | Op::Concat | Op::Split { .. } => Vec::new(),
        }
    }

    /// Replaces unsupported types by the nearest supported ones.
    pub fn legalise(&mut self) {
        match self {
            Op::Int(_, ty) | Op::IntCompare(_, ty) => *ty = ty.as_int(),
            Op::IntUnary(op, ty) => *ty = op.nearest(*ty),
            Op::Float(_, ty) | Op::FloatCompare(_, ty) => *ty = as_arithmetic_float(*ty),
            Op::ToBits(ty) | Op::FromBits(ty) => *ty = ty.as_float(),
            Op::Select(_) | Op::Promote | Op::Demote | Op::Concat | Op::Split { .. } => {}
            Op::Extend { from, to, .. } => narrow_and_wide(from, to),
            Op::Reduce { from, to } => narrow_and_wide(to, from),
            Op::FromInt { from, to, .. } => {
                *from = as_word(*from);
                *to = as_arithmetic_float(*to);
            }
            Op::ToIntSat { from, to, .. } => {
                *from = as_arithmetic_float(*from);
                *to = as_word(*to);
            }
        }
    }
}

/// The float type with arithmetic that is nearest in width to `ty`.
fn as_arithmetic_float(ty: Type) -> Type {
    if ty.bits() < 64 { Type::F32 } else { Type::F64 }
}

/// i32 or i64, whichever is nearer in width to `ty`.
fn as_word(ty: Type) -> Type {
    if ty.bits() < 64 { Type::I32 } else { Type::I64 }
}

/// Makes both types integers, and the second wider than the first.
fn narrow_and_wide(narrow: &mut Type, wide: &mut Type) {
    *narrow = narrow.as_int();
    *wide = wide.as_int();
    if narrow.bits() > wide.bits() {
        std::mem::swap(narrow, wide);
    }
    if *narrow == *wide {
        match *narrow {
            Type::I8 => *wide = Type::I16,
            Type::I16 => *narrow = Type::I8,
            Type::I128 => *narrow = Type::I64,
            _ => *narrow = Type::I16,
        }
    }
}
