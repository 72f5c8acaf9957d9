//! Operations on integers of one type.

use crate::case::Type;
use serde::{Deserialize, Serialize};

/// Two integers of a type in, one out. Shift and rotate amounts count modulo the width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the CLIF instruction of that name")]
pub enum IntOp {
    Add,
    Sub,
    Mul,
    And,
    Or,
    Xor,
    Shl,
    Ushr,
    Sshr,
    Rotl,
    Rotr,
    Smin,
    Smax,
    Umin,
    Umax,
    /// The first and the complement of the second: two CLIF instructions.
    AndNot,
    /// The first or the complement of the second: two CLIF instructions.
    OrNot,
    /// The complement of the exclusive or: two CLIF instructions.
    XorNot,
}

impl IntOp {
    /// Every one.
    pub const ALL: [IntOp; 18] = [
        IntOp::Add,
        IntOp::Sub,
        IntOp::Mul,
        IntOp::And,
        IntOp::Or,
        IntOp::Xor,
        IntOp::Shl,
        IntOp::Ushr,
        IntOp::Sshr,
        IntOp::Rotl,
        IntOp::Rotr,
        IntOp::Smin,
        IntOp::Smax,
        IntOp::Umin,
        IntOp::Umax,
        IntOp::AndNot,
        IntOp::OrNot,
        IntOp::XorNot,
    ];
}

/// An integer in, one of the same type out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the CLIF instruction of that name")]
pub enum IntUnary {
    Not,
    Neg,
    /// Not of an i128.
    Abs,
    Clz,
    Ctz,
    Cls,
    Popcnt,
    /// Not of an i8.
    Bswap,
    Bitrev,
}

impl IntUnary {
    /// Every one.
    pub const ALL: [IntUnary; 9] = [
        IntUnary::Not,
        IntUnary::Neg,
        IntUnary::Abs,
        IntUnary::Clz,
        IntUnary::Ctz,
        IntUnary::Cls,
        IntUnary::Popcnt,
        IntUnary::Bswap,
        IntUnary::Bitrev,
    ];

    /// The type nearest to `ty` that it works on. CLIF has no byte swap of a single byte, and Cranelift no absolute value of an i128 for riscv64.
    pub fn nearest(self, ty: Type) -> Type {
        match (self, ty.as_int()) {
            (IntUnary::Abs, Type::I128) => Type::I64,
            (IntUnary::Bswap, Type::I8) => Type::I16,
            (_, int) => int,
        }
    }
}

/// An integer comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the CLIF condition of that name")]
pub enum IntCondition {
    Equal,
    NotEqual,
    SignedLess,
    SignedGreaterOrEqual,
    UnsignedLess,
    UnsignedGreaterOrEqual,
}

impl IntCondition {
    /// Every one.
    pub const ALL: [IntCondition; 6] = [
        IntCondition::SignedLess,
        IntCondition::Equal,
        IntCondition::NotEqual,
        IntCondition::SignedGreaterOrEqual,
        IntCondition::UnsignedLess,
        IntCondition::UnsignedGreaterOrEqual,
    ];
}
