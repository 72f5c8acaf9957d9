//! Float operations of the vector unit (sections "Vector Floating-Point Instructions", "Vector
//! Reduction Operations" and "Vector Floating-Point Permutation Instructions").

/// Sections "Vector Single-Width Floating-Point Add/Subtract Instructions" to "Vector
/// Floating-Point Sign-Injection Instructions": two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VectorFloat {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Difference, operands exchanged.
    Rsub,
    /// Product.
    Mul,
    /// Quotient.
    Div,
    /// Quotient, operands exchanged.
    Rdiv,
    /// `minimumNumber`.
    Min,
    /// `maximumNumber`.
    Max,
    /// The second operand's sign.
    Sgnj,
    /// The opposite of the second operand's sign.
    Sgnjn,
    /// The exclusive or of both signs.
    Sgnjx,
}

/// Section "Vector Single-Width Floating-Point Fused Multiply-Add Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fused {
    /// op1 * vs2 + vd.
    Macc,
    /// -(op1 * vs2) - vd.
    Nmacc,
    /// op1 * vs2 - vd.
    Msac,
    /// -(op1 * vs2) + vd.
    Nmsac,
    /// op1 * vd + vs2.
    Madd,
    /// -(op1 * vd) - vs2.
    Nmadd,
    /// op1 * vd - vs2.
    Msub,
    /// -(op1 * vd) + vs2.
    Nmsub,
}

/// Section "Vector Floating-Point Compare Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FloatCompare {
    /// Equal, quiet.
    Eq,
    /// Not equal, quiet.
    Ne,
    /// Less, signalling.
    Lt,
    /// Less or equal, signalling.
    Le,
    /// Greater, signalling.
    Gt,
    /// Greater or equal, signalling.
    Ge,
}

/// Sections "Vector Floating-Point Square-Root Instruction" and "Vector Floating-Point Classify
/// Instruction".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FloatUnary {
    /// Square root.
    Sqrt,
    /// Ten-bit class mask.
    Class,
}

/// The width of a conversion's result, relative to its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scale {
    /// The same.
    Same,
    /// Twice.
    Widen,
    /// Half.
    Narrow,
}

/// Sections "Single-Width Floating-Point/Integer Type-Convert Instructions" and its widening and
/// narrowing counterparts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conversion {
    /// Float to unsigned integer.
    ToUnsigned,
    /// Float to signed integer.
    ToSigned,
    /// Float to unsigned integer, towards zero.
    TruncateUnsigned,
    /// Float to signed integer, towards zero.
    TruncateSigned,
    /// Unsigned integer to float.
    FromUnsigned,
    /// Signed integer to float.
    FromSigned,
    /// Float to float.
    Float,
    /// Float to float, rounding to odd.
    FloatOdd,
}

/// Sections "Vector Single-Width Floating-Point Reduction Instructions" and "Vector Widening
/// Floating-Point Reduction Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FloatReduce {
    /// Sum, ordered or unordered: this machine always adds in order.
    Sum,
    /// Minimum.
    Min,
    /// Maximum.
    Max,
    /// Sum of twice the width.
    WidenSum,
}

/// Sections "Vector Floating-Point Slide-1-up Instruction" and "Vector Floating-Point Slide-1-down
/// Instruction".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FloatSlide {
    /// To the next index.
    Up,
    /// To the previous index.
    Down,
}

/// Section "Floating-Point Scalar Move Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FloatMove {
    /// Element 0 to a float register, NaN-boxed.
    ToScalar,
    /// A float register to element 0.
    FromScalar,
}
