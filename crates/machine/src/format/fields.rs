//! The fields of an encoding, and the operands made from them.

/// The operands of an instruction. Operands that the instruction lacks are 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Operands {
    /// Destination register.
    pub rd: u8,
    /// First source register; the 5-bit immediate of CSRRWI, CSRRSI and CSRRCI.
    pub rs1: u8,
    /// Second source register.
    pub rs2: u8,
    /// Third source register.
    pub rs3: u8,
    /// Rounding mode. For an atomic instruction, acquire (2) and release (1). For a vector
    /// instruction, 0 if it is masked by v0, and 1 if it is not.
    pub rm: u8,
    /// Immediate, as in [`Inst::imm`](crate::Inst::imm).
    pub imm: i32,
}

impl Operands {
    /// The same operands, with this destination.
    pub const fn rd(self, rd: u8) -> Self {
        Self { rd, ..self }
    }

    /// The same operands, with this first source.
    pub const fn rs1(self, rs1: u8) -> Self {
        Self { rs1, ..self }
    }

    /// The same operands, with this second source.
    pub const fn rs2(self, rs2: u8) -> Self {
        Self { rs2, ..self }
    }

    /// The same operands, with this third source.
    pub const fn rs3(self, rs3: u8) -> Self {
        Self { rs3, ..self }
    }

    /// The same operands, with this rounding mode, ordering or mask bit.
    pub const fn rm(self, rm: u8) -> Self {
        Self { rm, ..self }
    }

    /// The same operands, with this immediate.
    pub const fn imm(self, imm: i32) -> Self {
        Self { imm, ..self }
    }

    /// The register fields of a 32-bit encoding.
    pub(super) fn registers(&self) -> u32 {
        let [rd, rs1, rs2, rs3] = [self.rd, self.rs1, self.rs2, self.rs3].map(u32::from);
        rd << 7 | rs1 << 15 | rs2 << 20 | rs3 << 27
    }
}

/// `width` bits from bit `low` on.
pub(super) fn field(bits: u32, low: u32, width: u32) -> u32 {
    bits >> low & ((1 << width) - 1)
}

/// `imm` in the I format.
pub(super) fn put_i(imm: i32) -> u32 {
    (imm as u32) << 20
}

/// `imm` in the S format.
pub(super) fn put_s(imm: i32) -> u32 {
    field(imm as u32, 5, 7) << 25 | field(imm as u32, 0, 5) << 7
}

/// `imm` in the B format.
pub(super) fn put_b(imm: i32) -> u32 {
    let bits = |low, width| field(imm as u32, low, width);
    bits(12, 1) << 31 | bits(5, 6) << 25 | bits(1, 4) << 8 | bits(11, 1) << 7
}

/// `imm` in the U format.
pub(super) fn put_u(imm: i32) -> u32 {
    imm as u32 & 0xffff_f000
}

/// `imm` in the J format.
pub(super) fn put_j(imm: i32) -> u32 {
    let bits = |low, width| field(imm as u32, low, width);
    bits(20, 1) << 31 | bits(1, 10) << 21 | bits(11, 1) << 20 | bits(12, 8) << 12
}

/// The fields of a 32-bit encoding.
pub(super) struct Fields(pub(super) u32);

impl Fields {
    pub(super) fn bits(&self, low: u32, width: u32) -> u32 {
        field(self.0, low, width)
    }

    pub(super) fn rd(&self) -> u8 {
        self.bits(7, 5) as u8
    }

    pub(super) fn rm(&self) -> u8 {
        self.bits(12, 3) as u8
    }

    pub(super) fn rs1(&self) -> u8 {
        self.bits(15, 5) as u8
    }

    pub(super) fn rs2(&self) -> u8 {
        self.bits(20, 5) as u8
    }

    pub(super) fn rs3(&self) -> u8 {
        self.bits(27, 5) as u8
    }

    /// Acquire (2) and release (1).
    pub(super) fn ordering(&self) -> u8 {
        self.bits(25, 2) as u8
    }

    pub(super) fn csr(&self) -> i32 {
        self.bits(20, 12) as i32
    }

    pub(super) fn imm_i(&self) -> i32 {
        self.0 as i32 >> 20
    }

    pub(super) fn imm_s(&self) -> i32 {
        (self.0 as i32 >> 25) << 5 | self.bits(7, 5) as i32
    }

    pub(super) fn imm_b(&self) -> i32 {
        let low = self.bits(8, 4) << 1 | self.bits(25, 6) << 5 | self.bits(7, 1) << 11;
        (self.0 as i32 >> 31) << 12 | low as i32
    }

    pub(super) fn imm_u(&self) -> i32 {
        (self.0 & 0xffff_f000) as i32
    }

    pub(super) fn imm_j(&self) -> i32 {
        let low = self.bits(21, 10) << 1 | self.bits(20, 1) << 11 | self.bits(12, 8) << 12;
        (self.0 as i32 >> 31) << 20 | low as i32
    }
}
