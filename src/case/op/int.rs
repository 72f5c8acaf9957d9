//! Operations on integers of one type.

use crate::case::Type;
use serde::{Deserialize, Serialize};

/// Takes two integers of a type and gives one. Shift and rotate amounts are taken modulo the width.
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
    /// The and of the first and the complement of the second: two CLIF instructions.
    AndNot,
    /// The or of the first and the complement of the second: two CLIF instructions.
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

/// Takes an integer and gives one of the same type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the CLIF instruction of that name")]
pub enum IntUnary {
    Not,
    Neg,
    /// Does not exist for i128.
    Abs,
    Clz,
    Ctz,
    Cls,
    Popcnt,
    /// Does not exist for i8.
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

    /// The supported type nearest to `ty`. CLIF has no byte swap of a single byte, and Cranelift
    /// has no absolute value of an i128 on riscv64.
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
