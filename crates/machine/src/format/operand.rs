//! Operands as they are written in assembly.

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
    /// Rounding mode; left out if dynamic, as an assembler supplies that.
    Rounding,
    /// A constant of FLI, of which the `rs1` field is the number.
    Constant,
    /// Rounding mode of an instruction that is always exact; left out if to nearest, as an
    /// assembler supplies that.
    ExactRounding,
    /// Vector destination, or the data of a vector store.
    Vd,
    /// Vector operand of the `rs1` field.
    Vs1,
    /// Vector operand of the `rs2` field.
    Vs2,
    /// The mask, `v0.t`; left out if the instruction is not masked.
    VectorMask,
    /// `v0` as an operand.
    V0,
    /// The immediate as a vector type: `e8, m1, ta, ma`, or a number if it is reserved.
    Vtype,
}
