//! An assembler for programs written in Rust.

use super::encode::encode;
use super::format::Operands;
use super::registers::{FloatReg, IntReg, Reg, RegClass};
use super::table::row_named;

/// Instructions from an address on.
///
/// # Panics
///
/// Methods panic on operands that the instruction cannot have: an immediate that is too wide, or a
/// target out of reach. Both are mistakes in a handwritten program.
#[derive(Clone, Debug)]
pub struct Assembler {
    start: u64,
    bytes: Vec<u8>,
}

/// Sets operands from typed registers.
macro_rules! operands {
    ($($field:ident: $value:expr),*) => {
        Operands {
            $($field: $value,)*
            ..Operands::default()
        }
    };
}

impl Assembler {
    /// Starts at address `start`.
    pub fn at(start: u64) -> Self {
        Self {
            start,
            bytes: Vec::new(),
        }
    }

    /// The address of the next instruction.
    pub fn here(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// The code, from the start address on.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Appends bytes.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// Appends any instruction of the table.
    ///
    /// # Panics
    ///
    /// If there is no such instruction, or if it cannot have these operands.
    pub fn put(&mut self, mnemonic: &str, operands: Operands) {
        let row = row_named(mnemonic).expect("a mnemonic of the table");
        let encoding = encode(row, operands).expect("operands that the instruction can have");
        let bytes = encoding.to_le_bytes();
        self.raw(&bytes[..usize::from(row.length())]);
    }

    /// `addi rd, rs1, imm`.
    pub fn addi(&mut self, rd: IntReg, rs1: IntReg, imm: i32) {
        self.immediate("addi", rd, rs1, imm);
    }

    /// `slli rd, rs1, amount`.
    pub fn slli(&mut self, rd: IntReg, rs1: IntReg, amount: u32) {
        self.immediate("slli", rd, rs1, amount as i32);
    }

    /// `srli rd, rs1, amount`.
    pub fn srli(&mut self, rd: IntReg, rs1: IntReg, amount: u32) {
        self.immediate("srli", rd, rs1, amount as i32);
    }

    /// `srai rd, rs1, amount`.
    pub fn srai(&mut self, rd: IntReg, rs1: IntReg, amount: u32) {
        self.immediate("srai", rd, rs1, amount as i32);
    }

    /// `add rd, rs1, rs2`.
    pub fn add(&mut self, rd: IntReg, rs1: IntReg, rs2: IntReg) {
        self.register("add", rd, rs1, rs2);
    }

    /// `or rd, rs1, rs2`.
    pub fn or(&mut self, rd: IntReg, rs1: IntReg, rs2: IntReg) {
        self.register("or", rd, rs1, rs2);
    }

    /// `ld rd, offset(rs1)`.
    pub fn ld(&mut self, rd: IntReg, offset: i32, rs1: IntReg) {
        self.load(Reg::int(rd), offset, rs1);
    }

    /// `sd rs2, offset(rs1)`.
    pub fn sd(&mut self, rs2: IntReg, offset: i32, rs1: IntReg) {
        self.store(Reg::int(rs2), offset, rs1);
    }

    /// `ld` or `fld` of 64 bits from `offset(rs1)`.
    ///
    /// # Panics
    ///
    /// If the destination is a vector register.
    pub fn load(&mut self, rd: Reg, offset: i32, rs1: IntReg) {
        let mnemonic = by_class(rd, "ld", "fld");
        let rs1 = rs1.number();
        self.put(mnemonic, operands!(rd: rd.number(), rs1: rs1, imm: offset));
    }

    /// `sd` or `fsd` of 64 bits to `offset(rs1)`.
    ///
    /// # Panics
    ///
    /// If the source is a vector register.
    pub fn store(&mut self, rs2: Reg, offset: i32, rs1: IntReg) {
        let mnemonic = by_class(rs2, "sd", "fsd");
        let rs1 = rs1.number();
        self.put(
            mnemonic,
            operands!(rs1: rs1, rs2: rs2.number(), imm: offset),
        );
    }

    /// Copies 64 bits: `addi rd, rs1, 0` or `fmv.d.x rd, rs1`.
    ///
    /// # Panics
    ///
    /// If the destination is a vector register.
    pub fn copy(&mut self, rd: Reg, rs1: IntReg) {
        let mnemonic = by_class(rd, "addi", "fmv.d.x");
        self.put(mnemonic, operands!(rd: rd.number(), rs1: rs1.number()));
    }

    /// `fmv.d.x fd, rs1`.
    pub fn fmv_d_x(&mut self, fd: FloatReg, rs1: IntReg) {
        self.copy(Reg::float(fd), rs1);
    }

    /// `auipc rd, imm`: adds `imm`, a multiple of 4 KiB, to the address of the instruction.
    pub fn auipc(&mut self, rd: IntReg, imm: i32) {
        self.put("auipc", operands!(rd: rd.number(), imm: imm));
    }

    /// `jalr rd, offset(rs1)`.
    pub fn jalr(&mut self, rd: IntReg, rs1: IntReg, offset: i32) {
        let (rd, rs1) = (rd.number(), rs1.number());
        self.put("jalr", operands!(rd: rd, rs1: rs1, imm: offset));
    }

    /// `jalr zero, 0(rs1)`.
    pub fn jump(&mut self, rs1: IntReg) {
        self.put("jalr", operands!(rs1: rs1.number()));
    }

    /// `jal zero, target`.
    pub fn jump_to(&mut self, target: u64) {
        self.call(IntReg::ZERO, target);
    }

    /// `jal link, target`.
    pub fn call(&mut self, link: IntReg, target: u64) {
        let imm = self.distance(target);
        self.put("jal", operands!(rd: link.number(), imm: imm));
    }

    /// `bltu rs1, rs2, target`.
    pub fn bltu(&mut self, rs1: IntReg, rs2: IntReg, target: u64) {
        self.branch("bltu", rs1, rs2, target);
    }

    /// `bne rs1, rs2, target`.
    pub fn bne(&mut self, rs1: IntReg, rs2: IntReg, target: u64) {
        self.branch("bne", rs1, rs2, target);
    }

    /// Any 64-bit number: an `auipc` and an `ld` of a literal, and a jump over the literal.
    pub fn li(&mut self, rd: IntReg, value: u64) {
        self.put("auipc", operands!(rd: rd.number()));
        self.ld(rd, 12, rd);
        self.jump_to(self.here() + 12);
        self.raw(&value.to_le_bytes());
    }

    /// `csrrw rd, csr, rs1`.
    pub fn csrrw(&mut self, rd: IntReg, csr: i32, rs1: IntReg) {
        self.immediate("csrrw", rd, rs1, csr);
    }

    /// `csrrs rd, csr, zero`.
    pub fn csrr(&mut self, rd: IntReg, csr: i32) {
        self.immediate("csrrs", rd, IntReg::ZERO, csr);
    }

    /// `ecall`.
    pub fn ecall(&mut self) {
        self.put("ecall", Operands::default());
    }

    /// `ebreak`.
    pub fn ebreak(&mut self) {
        self.put("ebreak", Operands::default());
    }

    fn immediate(&mut self, mnemonic: &str, rd: IntReg, rs1: IntReg, imm: i32) {
        let (rd, rs1) = (rd.number(), rs1.number());
        self.put(mnemonic, operands!(rd: rd, rs1: rs1, imm: imm));
    }

    fn register(&mut self, mnemonic: &str, rd: IntReg, rs1: IntReg, rs2: IntReg) {
        let [rd, rs1, rs2] = [rd, rs1, rs2].map(IntReg::number);
        self.put(mnemonic, operands!(rd: rd, rs1: rs1, rs2: rs2));
    }

    fn branch(&mut self, mnemonic: &str, rs1: IntReg, rs2: IntReg, target: u64) {
        let (rs1, rs2) = (rs1.number(), rs2.number());
        let imm = self.distance(target);
        self.put(mnemonic, operands!(rs1: rs1, rs2: rs2, imm: imm));
    }

    /// The distance from here to `target`.
    fn distance(&self, target: u64) -> i32 {
        let distance = target.wrapping_sub(self.here()) as i64;
        distance.try_into().expect("a target within reach")
    }
}

/// The mnemonic for a register's class.
fn by_class(register: Reg, int: &'static str, float: &'static str) -> &'static str {
    match register.class() {
        RegClass::Int => int,
        RegClass::Float => float,
        RegClass::Vector => panic!("{register} is wider than 64 bits"),
    }
}
