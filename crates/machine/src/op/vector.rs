//! Operations of the vector unit (chapter "'V' Extension for Vector Operations"; Zvbb: chapter
//! "Vector Cryptography"). Sections named below are in the former. A family with several operand
//! kinds is one operation with a [`Source`].

mod float;

pub use float::*;

/// An operation of the vector unit, by file of `exec/vector/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vector {
    /// Sets `vtype` and `vl`.
    Configure(Configure),
    /// Memory to register group.
    Load(Addressing, Element),
    /// Register group to memory.
    Store(Addressing, Element),
    /// Integer arithmetic on elements of one width.
    Arithmetic(Arithmetic, Source),
    /// Fixed-point arithmetic on elements of one width.
    FixedPoint(FixedPoint, Source),
    /// Multiply-add that overwrites an operand of the same width.
    MultiplyAdd(MultiplyAdd, Source),
    /// Two narrow operands and a result of twice the width.
    Widen(Widen, Source),
    /// A first operand and a result of twice the width.
    WidenSecond(Widen, Source),
    /// Multiply-add that overwrites a sum of twice the width.
    WidenMultiplyAdd(WidenMultiplyAdd, Source),
    /// A first operand of twice the width.
    Narrow(Narrow, Source),
    /// Zero or sign extension from a fraction of the width.
    Extend(Extend),
    /// Zvbb, with one operand.
    Unary(Unary),
    /// Sum with carry or borrow.
    Carry(Carry, Source),
    /// The carry or borrow out, as a mask. `vm` set means that there is no carry or borrow in.
    CarryOut(Carry, Source),
    /// Comparison into a mask.
    Compare(Compare, Source),
    /// The second operand under `v0`, otherwise the first. With `vm` set, the second everywhere
    /// (VMV.V).
    Merge(Source),
    /// Reduction to one element.
    Reduce(Reduce),
    /// Logic on masks.
    MaskLogic(MaskLogic),
    /// Other instructions on masks.
    Mask(Mask),
    /// Moves elements to other indices.
    Permute(Permute, Source),
    /// Moves of one element and of whole registers.
    Move(Move),
    /// Float arithmetic on elements of one width.
    Float(VectorFloat, Source),
    /// Float arithmetic with operands of half the result's width.
    WidenFloat(VectorFloat, Source),
    /// The same, but with a first operand of the result's width.
    WidenFloatSecond(VectorFloat, Source),
    /// Fused multiply-add.
    Fused(Fused, Source),
    /// Fused multiply-add with factors of half the width.
    WidenFused(Fused, Source),
    /// Float comparison into a mask.
    FloatCompare(FloatCompare, Source),
    /// One float operand.
    FloatUnary(FloatUnary),
    /// Conversion from or to float.
    FloatConvert(Scale, Conversion),
    /// Float reduction to one element.
    FloatReduce(FloatReduce),
    /// Like [`Vector::Merge`], with a float register.
    FloatMerge,
    /// A slide by one that inserts a float register at the free end.
    FloatSlide(FloatSlide),
    /// Moves between element 0 and a float register.
    FloatMove(FloatMove),
}

/// The kind of the second operand (`vs1`, `rs1`, immediate).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A vector register group.
    Vector,
    /// An integer register, or a float register in float instructions.
    Scalar,
    /// The immediate.
    Immediate,
}

/// Section "Configuration-Setting Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Configure {
    /// Length from a register, type from the immediate.
    Vsetvli,
    /// Length and type from immediates.
    Vsetivli,
    /// Length and type from registers.
    Vsetvl,
}

/// Section "Vector Load/Store Addressing Modes".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Addressing {
    /// Consecutive elements.
    Unit,
    /// Elements `rs2` bytes apart.
    Strided,
    /// Offsets from a vector of the named element width. The data have SEW.
    Indexed,
    /// The bytes that hold the bits of a mask.
    Mask,
    /// Whole registers; the immediate is their number.
    Whole,
}

/// An effective element width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// 8 bits.
    E8,
    /// 16 bits.
    E16,
    /// 32 bits.
    E32,
    /// 64 bits.
    E64,
}

impl Element {
    /// Width in bits.
    pub const fn bits(self) -> u32 {
        8 << self as u32
    }
}

/// Sections "Vector Single-Width Integer Add and Subtract", "Vector Bitwise Logical Instructions",
/// "Vector Single-Width Shift Instructions", "Vector Integer Min/Max Instructions", "Vector
/// Single-Width Integer Multiply Instructions", "Vector Integer Divide Instructions", and Zvbb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Difference, operands exchanged.
    Rsub,
    /// And.
    And,
    /// Or.
    Or,
    /// Exclusive or.
    Xor,
    /// Minimum, unsigned.
    Minu,
    /// Minimum, signed.
    Min,
    /// Maximum, unsigned.
    Maxu,
    /// Maximum, signed.
    Max,
    /// Shift left.
    Sll,
    /// Logical shift right.
    Srl,
    /// Arithmetic shift right.
    Sra,
    /// Low half of the product.
    Mul,
    /// High half of the product, signed.
    Mulh,
    /// High half of the product, unsigned.
    Mulhu,
    /// High half of the product, first operand signed, second unsigned.
    Mulhsu,
    /// Quotient, unsigned.
    Divu,
    /// Quotient, signed.
    Div,
    /// Remainder, unsigned.
    Remu,
    /// Remainder, signed.
    Rem,
    /// Zvbb: and with the second operand's complement.
    Andn,
    /// Zvbb: rotate left.
    Rol,
    /// Zvbb: rotate right.
    Ror,
}

/// Section "Vector Fixed-Point Arithmetic Instructions", single width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FixedPoint {
    /// Saturating sum, unsigned.
    Saddu,
    /// Saturating sum, signed.
    Sadd,
    /// Saturating difference, unsigned.
    Ssubu,
    /// Saturating difference, signed.
    Ssub,
    /// Averaging sum, unsigned.
    Aaddu,
    /// Averaging sum, signed.
    Aadd,
    /// Averaging difference, unsigned.
    Asubu,
    /// Averaging difference, signed.
    Asub,
    /// Fractional product, rounded and saturated.
    Smul,
    /// Rounding logical shift right.
    Ssrl,
    /// Rounding arithmetic shift right.
    Ssra,
}

/// Section "Vector Single-Width Integer Multiply-Add Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MultiplyAdd {
    /// vd += op1 * vs2.
    Macc,
    /// vd -= op1 * vs2.
    Nmsac,
    /// vd = op1 * vd + vs2.
    Madd,
    /// vd = vs2 - op1 * vd.
    Nmsub,
}

/// Sections "Vector Widening Integer Add/Subtract" and "Vector Widening Integer Multiply
/// Instructions", and Zvbb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Widen {
    /// Sum, unsigned.
    Addu,
    /// Sum, signed.
    Add,
    /// Difference, unsigned.
    Subu,
    /// Difference, signed.
    Sub,
    /// Product, unsigned.
    Mulu,
    /// Product, signed.
    Mul,
    /// Product, first operand signed, second unsigned.
    Mulsu,
    /// Zvbb: shift left.
    Sll,
}

/// Section "Vector Widening Integer Multiply-Add Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WidenMultiplyAdd {
    /// Unsigned.
    Maccu,
    /// Signed.
    Macc,
    /// op1 signed, vs2 unsigned.
    Maccsu,
    /// op1 unsigned, vs2 signed.
    Maccus,
}

/// Sections "Vector Narrowing Integer Right Shift Instructions" and "Vector Narrowing Fixed-Point
/// Clip Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Narrow {
    /// Logical shift right.
    Srl,
    /// Arithmetic shift right.
    Sra,
    /// Rounding shift right and saturation, unsigned.
    Clipu,
    /// Rounding shift right and saturation, signed.
    Clip,
}

/// Section "Vector Integer Extension". The number in the name is the divisor of SEW.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extend {
    /// Zeros, half.
    Zext2,
    /// Zeros, quarter.
    Zext4,
    /// Zeros, eighth.
    Zext8,
    /// Sign, half.
    Sext2,
    /// Sign, quarter.
    Sext4,
    /// Sign, eighth.
    Sext8,
}

/// Zvbb, one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unary {
    /// Bits in reverse order.
    Brev,
    /// Bits of each byte in reverse order.
    Brev8,
    /// Bytes in reverse order.
    Rev8,
    /// Leading zeros.
    Clz,
    /// Trailing zeros.
    Ctz,
    /// Ones.
    Cpop,
}

/// Section "Vector Integer Add-with-Carry / Subtract-with-Borrow Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carry {
    /// Sum.
    Add,
    /// Difference.
    Sub,
}

/// Section "Vector Integer Compare Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compare {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less, unsigned.
    Ltu,
    /// Less, signed.
    Lt,
    /// Less or equal, unsigned.
    Leu,
    /// Less or equal, signed.
    Le,
    /// Greater, unsigned.
    Gtu,
    /// Greater, signed.
    Gt,
}

/// Sections "Vector Single-Width Integer Reduction Instructions" and "Vector Widening Integer
/// Reduction Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reduce {
    /// Sum.
    Sum,
    /// And.
    And,
    /// Or.
    Or,
    /// Exclusive or.
    Xor,
    /// Minimum, unsigned.
    Minu,
    /// Minimum, signed.
    Min,
    /// Maximum, unsigned.
    Maxu,
    /// Maximum, signed.
    Max,
    /// Sum of twice the width, zero-extended elements.
    WidenSumu,
    /// Sum of twice the width, sign-extended elements.
    WidenSum,
}

/// Section "Vector Mask-Register Logical Instructions". `n` at the end complements the second
/// operand; `n` before the operation (NAND, NOR, XNOR) complements the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MaskLogic {
    /// And.
    And,
    /// And, complemented.
    Nand,
    /// And with the complement.
    Andn,
    /// Exclusive or.
    Xor,
    /// Or.
    Or,
    /// Or, complemented.
    Nor,
    /// Or with the complement.
    Orn,
    /// Exclusive or, complemented.
    Xnor,
}

/// Section "Vector Mask Instructions", without logic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mask {
    /// Number of ones, to an integer register.
    Cpop,
    /// Index of the first one, to an integer register.
    First,
    /// Ones before the first one.
    Sbf,
    /// Ones up to the first one.
    Sif,
    /// The first one alone.
    Sof,
    /// Number of ones before each element.
    Iota,
    /// Index of each element.
    Id,
}

/// Sections "Vector Slide Instructions", "Vector Register Gather Instructions" and "Vector Compress
/// Instruction".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permute {
    /// To higher indices.
    SlideUp,
    /// To lower indices.
    SlideDown,
    /// To the next index; `rs1` becomes element 0.
    Slide1Up,
    /// To the previous index; `rs1` becomes the last element.
    Slide1Down,
    /// Select elements by indices of the same width.
    Gather,
    /// Select elements by indices of 16 bits.
    GatherEi16,
    /// The elements under a mask, without gaps.
    Compress,
}

/// Sections "Integer Scalar Move Instructions" and "Whole Vector Register Move".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// Element 0 to an integer register, sign-extended.
    ToScalar,
    /// An integer register to element 0.
    FromScalar,
    /// Whole registers; the immediate is their number.
    Whole,
}
