//! What an instruction does, independent of how it is encoded.
//!
//! [`Op`] has two levels: the unit that executes it (one file in `exec/` each) and the operation within that unit. A compressed
//! instruction has the operation of the instruction it expands to. Sections are those of the RISC-V unprivileged ISA.

/// An operation, by executing unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Integer computation.
    Integer(Integer),
    /// Integer multiplication and division.
    MulDiv(MulDiv),
    /// Bit manipulation.
    Bits(Bits),
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
    /// binary32 arithmetic.
    Single(Float),
    /// binary64 arithmetic.
    Double(Float),
    /// Conversion between float formats.
    Convert(Convert),
    /// Access to a control and status register.
    Csr(Csr),
    /// Fences and environment calls.
    System(System),
}

/// Sections "Integer Computational Instructions" of RV32I and RV64I. An `i` at the end of the operation (before a `w`) means that the
/// immediate is the second operand, else `rs2` is; `w` means 32-bit operands and a sign-extended result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Integer {
    /// rd = imm, which is already shifted.
    Lui,
    /// rd = pc + imm, which is already shifted.
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
    /// Shift right, zeros come in.
    Srli,
    /// Shift right, the sign comes in.
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
    /// Shift right by the low 6 bits, zeros come in.
    Srl,
    /// Shift right by the low 6 bits, the sign comes in.
    Sra,
    /// Or.
    Or,
    /// And.
    And,
    /// 32-bit sum.
    Addiw,
    /// 32-bit shift left.
    Slliw,
    /// 32-bit shift right, zeros come in.
    Srliw,
    /// 32-bit shift right, the sign comes in.
    Sraiw,
    /// 32-bit sum.
    Addw,
    /// 32-bit difference.
    Subw,
    /// 32-bit shift left by the low 5 bits.
    Sllw,
    /// 32-bit shift right by the low 5 bits, zeros come in.
    Srlw,
    /// 32-bit shift right by the low 5 bits, the sign comes in.
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

/// Section "'B' Extension for Bit Manipulation".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bits {
    /// Sign-extend the low byte.
    SextB,
    /// Sign-extend the low halfword.
    SextH,
    /// Zero-extend the low halfword.
    ZextH,
    /// Sum of zero-extended low word of rs1, and rs2.
    AddUw,
}

/// Sections "Load and Store Instructions" of RV32I and RV64I, "Single-Precision Load and Store Instructions" and its double
/// counterpart.
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

/// Sections "'F' Extension for Single-Precision Floating-Point" and "'D' Extension for Double-Precision Floating-Point"; the format
/// is the variant of [`Op`].
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
    /// 1 if equal, quiet.
    Eq,
    /// 1 if less, signalling.
    Lt,
    /// 1 if less or equal, signalling.
    Le,
    /// The class mask.
    Class,
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

/// Section "Double-Precision Floating-Point Conversion and Move Instructions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Convert {
    /// binary64 to binary32.
    SingleFromDouble,
    /// binary32 to binary64.
    DoubleFromSingle,
}

/// Section "'Zicsr' Extension for Control and Status Register Instructions". The register number is the immediate; an `i` at the end
/// means that the `rs1` field is the operand itself.
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

/// Sections "Memory Ordering Instructions", "Environment Call and Breakpoints" and "'Zifencei' Extension for Instruction-Fetch Fence".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// Order memory accesses: nothing to do on a single hart.
    Fence,
    /// Order instruction fetches: nothing to do, code is never written.
    FenceI,
    /// Environment call.
    Ecall,
    /// Breakpoint.
    Ebreak,
}
