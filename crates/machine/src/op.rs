//! What an instruction does, independent of how it is encoded.
//!
//! [`Op`] has two levels: the unit that executes it (one file in `exec/` each) and the operation
//! within that unit. A compressed instruction has the operation of the instruction it expands to.
//! Sections are those of the RISC-V unprivileged ISA.

mod vector;

pub use vector::*;

/// An operation, by the unit that executes it. The tag is a whole byte, so that dispatching on the
/// unit is a single load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Op {
    /// Integer computation.
    Integer(Integer),
    /// Integer multiplication and division.
    MulDiv(MulDiv),
    /// Address generation.
    Address(Address),
    /// Bit manipulation.
    Bits(Bits),
    /// Operations on one bit.
    SingleBit(SingleBit),
    /// Carry-less multiplication.
    CarryLess(CarryLess),
    /// Bit manipulation for cryptography.
    Crypto(Crypto),
    /// Integer conditional operations.
    Conditional(Conditional),
    /// Load into an integer or float register.
    Load(Load),
    /// Store from an integer or float register.
    Store(Store),
    /// Conditional branch.
    Branch(Branch),
    /// Unconditional jump.
    Jump(Jump),
    /// Atomic operation on 4 bytes.
    AtomicWord(Atomic),
    /// Atomic operation on 8 bytes.
    AtomicDouble(Atomic),
    /// binary16 arithmetic.
    Half(Float),
    /// binary32 arithmetic.
    Single(Float),
    /// binary64 arithmetic.
    Double(Float),
    /// Conversion that exists for one float format only.
    Convert(Convert),
    /// Rights to a control and status register.
    Csr(Csr),
    /// Fences and environment calls.
    System(System),
    /// Vector unit.
    Vector(Vector),
}

/// Sections "Integer Computational Instructions" of RV32I and RV64I. A name that ends in `i`
/// (before a `w`) has the immediate as second operand; otherwise it is `rs2`. `w` means 32-bit
/// operands and a sign-extended result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Integer {
    /// rd = imm, already shifted.
    Lui,
    /// rd = pc + imm, already shifted.
    Auipc,
    /// Sum.
    Addi,
    /// 1 if less, signed, else 0.
    Slti,
    /// 1 if less, unsigned, else 0.
    Sltiu,
    /// Exclusive or.
    Xori,
    /// Or.
    Ori,
    /// And.
    Andi,
    /// Shift left.
    Slli,
    /// Logical shift right.
    Srli,
    /// Arithmetic shift right.
    Srai,
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Shift left by the low 6 bits.
    Sll,
    /// 1 if less, signed, else 0.
    Slt,
    /// 1 if less, unsigned, else 0.
    Sltu,
    /// Exclusive or.
    Xor,
    /// Logical shift right by the low 6 bits.
    Srl,
    /// Arithmetic shift right by the low 6 bits.
    Sra,
    /// Or.
    Or,
    /// And.
    And,
    /// 32-bit sum.
    Addiw,
    /// 32-bit shift left.
    Slliw,
    /// 32-bit logical shift right.
    Srliw,
    /// 32-bit arithmetic shift right.
    Sraiw,
    /// 32-bit sum.
    Addw,
    /// 32-bit difference.
    Subw,
    /// 32-bit shift left by the low 5 bits.
    Sllw,
    /// 32-bit logical shift right by the low 5 bits.
    Srlw,
    /// 32-bit arithmetic shift right by the low 5 bits.
    Sraw,
}

/// Section "'M' Extension for Integer Multiplication and Division".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MulDiv {
    /// Low half of the product.
    Mul,
    /// High half, signed by signed.
    Mulh,
    /// High half, signed by unsigned.
    Mulhsu,
    /// High half, unsigned by unsigned.
    Mulhu,
    /// Signed quotient.
    Div,
    /// Unsigned quotient.
    Divu,
    /// Signed remainder.
    Rem,
    /// Unsigned remainder.
    Remu,
    /// 32-bit product.
    Mulw,
    /// 32-bit signed quotient.
    Divw,
    /// 32-bit unsigned quotient.
    Divuw,
    /// 32-bit signed remainder.
    Remw,
    /// 32-bit unsigned remainder.
    Remuw,
}

/// Section "Zba Extension for Address Generation". `Uw` means that the first operand is the low
/// word of rs1, zero-extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// Sum.
    AddUw,
    /// rs1 shifted left by 1, plus rs2.
    Sh1add,
    /// rs1 shifted left by 1, plus rs2.
    Sh1addUw,
    /// rs1 shifted left by 2, plus rs2.
    Sh2add,
    /// rs1 shifted left by 2, plus rs2.
    Sh2addUw,
    /// rs1 shifted left by 3, plus rs2.
    Sh3add,
    /// rs1 shifted left by 3, plus rs2.
    Sh3addUw,
    /// Shift left by the immediate.
    SlliUw,
}

/// Section "Zbb Extension for Basic Bit-manipulation". Names follow the rules of [`Integer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bits {
    /// And with the inverse of rs2.
    Andn,
    /// Or with the inverse of rs2.
    Orn,
    /// Inverse of the exclusive or.
    Xnor,
    /// Count of leading zeros; the width if all bits are zero.
    Clz,
    /// 32-bit count of leading zeros.
    Clzw,
    /// Count of trailing zeros; the width if all bits are zero.
    Ctz,
    /// 32-bit count of trailing zeros.
    Ctzw,
    /// Count of ones.
    Cpop,
    /// 32-bit count of ones.
    Cpopw,
    /// Signed maximum.
    Max,
    /// Unsigned maximum.
    Maxu,
    /// Signed minimum.
    Min,
    /// Unsigned minimum.
    Minu,
    /// Sign-extend the low byte.
    SextB,
    /// Sign-extend the low halfword.
    SextH,
    /// Zero-extend the low halfword.
    ZextH,
    /// Rotate left by the low 6 bits.
    Rol,
    /// 32-bit rotate left by the low 5 bits.
    Rolw,
    /// Rotate right by the low 6 bits.
    Ror,
    /// Rotate right.
    Rori,
    /// 32-bit rotate right.
    Roriw,
    /// 32-bit rotate right by the low 5 bits.
    Rorw,
    /// All ones for each nonzero byte, zeros for the others.
    OrcB,
    /// Reverse the order of the bytes.
    Rev8,
}

/// Section "Zbs Extension for Single-bit instructions". The low 6 bits of the second operand select
/// the bit. Names follow the rules of [`Integer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SingleBit {
    /// Clear the bit.
    Bclr,
    /// Clear the bit.
    Bclri,
    /// Extract the bit, as 0 or 1.
    Bext,
    /// Extract the bit, as 0 or 1.
    Bexti,
    /// Invert the bit.
    Binv,
    /// Invert the bit.
    Binvi,
    /// Set the bit.
    Bset,
    /// Set the bit.
    Bseti,
}

/// Section "Zbc Extension for Carry-less Multiplication". The product of two polynomials over the
/// field of two elements has 127 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CarryLess {
    /// Bits 63 to 0 of the product.
    Clmul,
    /// Bits 127 to 64 of the product.
    Clmulh,
    /// Bits 126 to 63 of the product.
    Clmulr,
}

/// Section "Zbkb Extension for Bit-manipulation for Cryptography", without what is in Zbb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crypto {
    /// The low word of rs1, with that of rs2 above it.
    Pack,
    /// The low byte of rs1, with that of rs2 above it, zero-extended.
    Packh,
    /// The low halfword of rs1, with that of rs2 above it, sign-extended.
    Packw,
    /// Reverse the order of the bits in each byte.
    Brev8,
}

/// Chapter "'Zicond' Extension for Integer Conditional Operations".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conditional {
    /// 0 if rs2 is zero, else rs1.
    CzeroEqz,
    /// 0 if rs2 is not zero, else rs1.
    CzeroNez,
}

/// Sections "Load and Store Instructions" of RV32I and RV64I, "Single-Precision Load and Store
/// Instructions" and its double and half counterparts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Load {
    /// Byte, sign-extended.
    Lb,
    /// Halfword, sign-extended.
    Lh,
    /// Word, sign-extended.
    Lw,
    /// Doubleword.
    Ld,
    /// Byte, zero-extended.
    Lbu,
    /// Halfword, zero-extended.
    Lhu,
    /// Word, zero-extended.
    Lwu,
    /// binary16, NaN-boxed.
    Flh,
    /// binary32, NaN-boxed.
    Flw,
    /// binary64.
    Fld,
}

/// Sections as for [`Load`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Store {
    /// Byte.
    Sb,
    /// Halfword.
    Sh,
    /// Word.
    Sw,
    /// Doubleword.
    Sd,
    /// The low halfword of a float register, whether it is NaN-boxed or not.
    Fsh,
    /// The low word of a float register, whether it is NaN-boxed or not.
    Fsw,
    /// binary64.
    Fsd,
}

/// Section "Conditional Branches".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Branch {
    /// If equal.
    Beq,
    /// If not equal.
    Bne,
    /// If less, signed.
    Blt,
    /// If greater or equal, signed.
    Bge,
    /// If less, unsigned.
    Bltu,
    /// If greater or equal, unsigned.
    Bgeu,
}

/// Section "Unconditional Jumps".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Jump {
    /// To pc + imm.
    Jal,
    /// To rs1 + imm, with the lowest bit cleared.
    Jalr,
}

/// Section "'A' Extension for Atomic Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Atomic {
    /// Load-reserved.
    Lr,
    /// Store-conditional.
    Sc,
    /// Exchange.
    Swap,
    /// Sum.
    Add,
    /// Exclusive or.
    Xor,
    /// And.
    And,
    /// Or.
    Or,
    /// Signed minimum.
    Min,
    /// Signed maximum.
    Max,
    /// Unsigned minimum.
    Minu,
    /// Unsigned maximum.
    Maxu,
}

/// Chapters "'F' Extension for Single-Precision Floating-Point", "'D' Extension for
/// Double-Precision Floating-Point", "'Zfh' Extension for Half-Precision Floating-Point" and "'Zfa'
/// Extension for Additional Floating-Point Instructions"; the format is the variant of [`Op`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Float {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Quotient.
    Div,
    /// Square root.
    Sqrt,
    /// rs1 * rs2 + rs3.
    Madd,
    /// rs1 * rs2 - rs3.
    Msub,
    /// -(rs1 * rs2) + rs3.
    Nmsub,
    /// -(rs1 * rs2) - rs3.
    Nmadd,
    /// The sign of rs2.
    Sgnj,
    /// The opposite of the sign of rs2.
    Sgnjn,
    /// The exclusive or of both signs.
    Sgnjx,
    /// minimumNumber.
    Min,
    /// maximumNumber.
    Max,
    /// minimum.
    Minimum,
    /// maximum.
    Maximum,
    /// 1 if equal, quiet.
    Eq,
    /// 1 if less, signalling.
    Lt,
    /// 1 if less or equal, signalling.
    Le,
    /// 1 if less, quiet.
    LtQuiet,
    /// 1 if less or equal, quiet.
    LeQuiet,
    /// The class mask.
    Class,
    /// Round to an integer in the same format; never raises inexact.
    Round,
    /// Round to an integer in the same format; may raise inexact.
    RoundExact,
    /// The constant whose number is in the `rs1` field.
    Constant,
    /// To a signed word.
    ToI32,
    /// To an unsigned word, sign-extended in rd.
    ToU32,
    /// To a signed doubleword.
    ToI64,
    /// To an unsigned doubleword.
    ToU64,
    /// From a signed word.
    FromI32,
    /// From an unsigned word.
    FromU32,
    /// From a signed doubleword.
    FromI64,
    /// From an unsigned doubleword.
    FromU64,
    /// Bits to an integer register, sign-extended.
    MoveToInteger,
    /// Bits from an integer register.
    MoveFromInteger,
}

/// Sections "Double-Precision Floating-Point Conversion and Move Instructions", "Half-Precision
/// Conversion and Move Instructions" and "Modular Convert-to-Integer Instruction".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Convert {
    /// binary64 to binary32.
    SingleFromDouble,
    /// binary32 to binary64.
    DoubleFromSingle,
    /// binary32 to binary16.
    HalfFromSingle,
    /// binary16 to binary32.
    SingleFromHalf,
    /// binary64 to binary16.
    HalfFromDouble,
    /// binary16 to binary64.
    DoubleFromHalf,
    /// binary64 to a signed word, modulo 2^32.
    ModularFromDouble,
}

/// Section "'Zicsr' Extension for Control and Status Register Instructions". The register number is
/// the immediate. In a name that ends in `i`, the `rs1` field is the operand itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Csr {
    /// Write.
    Rw,
    /// Set bits.
    Rs,
    /// Clear bits.
    Rc,
    /// Write.
    Rwi,
    /// Set bits.
    Rsi,
    /// Clear bits.
    Rci,
}

/// Sections "Memory Ordering Instructions", "Environment Call and Breakpoints" and "'Zifencei'
/// Extension for Instruction-Fetch Fence".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// Order memory accesses: a no-op with one hart.
    Fence,
    /// Order instruction fetches: a no-op, because code is never written.
    FenceI,
    /// Environment call.
    Ecall,
    /// Breakpoint.
    Ebreak,
}
