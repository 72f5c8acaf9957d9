//! The fields of an encoding, and the operands that they make.

/// Operands as in [`crate::Inst`]; each method sets one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Operands {
    pub(crate) rd: u8,
    pub(crate) rs1: u8,
    pub(crate) rs2: u8,
    pub(crate) rs3: u8,
    pub(crate) rm: u8,
    pub(crate) imm: i32,
}

impl Operands {
    pub(crate) fn rd(self, rd: u8) -> Self {
        Self { rd, ..self }
    }

    pub(crate) fn rs1(self, rs1: u8) -> Self {
        Self { rs1, ..self }
    }

    pub(crate) fn rs2(self, rs2: u8) -> Self {
        Self { rs2, ..self }
    }

    pub(crate) fn rs3(self, rs3: u8) -> Self {
        Self { rs3, ..self }
    }

    pub(crate) fn rm(self, rm: u8) -> Self {
        Self { rm, ..self }
    }

    pub(crate) fn imm(self, imm: i32) -> Self {
        Self { imm, ..self }
    }
}

/// The fields of a 32-bit encoding.
pub(super) struct Fields(pub(super) u32);

impl Fields {
    pub(super) fn bits(&self, low: u32, width: u32) -> u32 {
        self.0 >> low & ((1 << width) - 1)
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
