//! Operations on floats of one type.

use serde::{Deserialize, Serialize};

/// Takes two floats of a type and gives one; unary operations ignore the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the CLIF instruction of that name")]
pub enum FloatOp {
    Add,
    Sub,
    Mul,
    Div,
    Neg,
    Abs,
    Sqrt,
    /// The first operand with the sign of the second. The sign of any NaN counts as that of the
    /// canonical NaN.
    Copysign,
    Min,
    Max,
    Ceil,
    Floor,
    Trunc,
    Nearest,
}

impl FloatOp {
    /// Every one.
    pub const ALL: [FloatOp; 14] = [
        FloatOp::Add,
        FloatOp::Sub,
        FloatOp::Mul,
        FloatOp::Div,
        FloatOp::Neg,
        FloatOp::Abs,
        FloatOp::Sqrt,
        FloatOp::Copysign,
        FloatOp::Min,
        FloatOp::Max,
        FloatOp::Ceil,
        FloatOp::Floor,
        FloatOp::Trunc,
        FloatOp::Nearest,
    ];

    /// Whether the second operand is ignored.
    pub fn is_unary(self) -> bool {
        match self {
            FloatOp::Neg | FloatOp::Abs | FloatOp::Sqrt => true,
            FloatOp::Ceil | FloatOp::Floor | FloatOp::Trunc | FloatOp::Nearest => true,
            FloatOp::Add | FloatOp::Sub | FloatOp::Mul | FloatOp::Div => false,
            FloatOp::Copysign | FloatOp::Min | FloatOp::Max => false,
        }
    }
}

/// A floating-point comparison. With a NaN it is false, except `NotEqual`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the CLIF condition of that name")]
pub enum FloatCondition {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
}

impl FloatCondition {
    /// Every one.
    pub const ALL: [FloatCondition; 4] = [
        FloatCondition::Less,
        FloatCondition::Equal,
        FloatCondition::NotEqual,
        FloatCondition::LessOrEqual,
    ];
}
