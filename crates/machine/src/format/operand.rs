//! The operands of assembly text.

/// One operand of an instruction's assembly text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// Integer destination.
    Rd,
    /// First integer source.
    Rs1,
    /// Second integer source.
    Rs2,
    /// Float destination.
    Fd,
    /// First float source.
    Fs1,
    /// Second float source.
    Fs2,
    /// Third float source.
    Fs3,
    /// The immediate, in decimal.
    Immediate,
    /// Bits 31 to 12 of the immediate, unsigned.
    Upper,
    /// pc plus the immediate, as an address.
    Target,
    /// The immediate and the base register: `16(sp)`.
    Base,
    /// The base register alone: `(a0)`.
    Address,
    /// A control and status register by name.
    Csr,
    /// The `rs1` field as a number.
    Zimm,
    /// Predecessor set of a fence.
    Predecessor,
    /// Successor set of a fence.
    Successor,
    /// Rounding mode; omitted if dynamic, because that is the assembler's default.
    Rounding,
    /// A constant of FLI; its number is in the `rs1` field.
    Constant,
    /// Rounding mode of an instruction that is always exact; omitted if to nearest, because that is
    /// the assembler's default.
    ExactRounding,
    /// Vector destination, or the data of a vector store.
    Vd,
    /// Vector operand of the `rs1` field.
    Vs1,
    /// Vector operand of the `rs2` field.
    Vs2,
    /// The mask, `v0.t`; omitted if the instruction is not masked.
    VectorMask,
    /// `v0` as an operand.
    V0,
    /// The immediate as a vector type: `e8, m1, ta, ma`, or a number if it is reserved.
    Vtype,
}
