//! Just enough of an assembler for the start stub: 32-bit encodings of RV64G (RISC-V unprivileged ISA, "RV32/64G Instruction Set Listings").

use farcall_machine::{FloatReg, IntReg, Reg, RegClass};

/// Instructions from an address on.
#[derive(Debug)]
pub(crate) struct Assembler {
    start: u64,
    bytes: Vec<u8>,
}

impl Assembler {
    /// The next instruction comes to `start`.
    pub(crate) fn at(start: u64) -> Assembler {
        Assembler {
            start,
            bytes: Vec::new(),
        }
    }

    /// The address of the next instruction.
    pub(crate) fn here(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// The code so far, from the start on.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn put(&mut self, encoding: u32) {
        self.bytes.extend(encoding.to_le_bytes());
    }

    fn immediate(&mut self, opcode: u32, funct3: u32, rd: u32, rs1: IntReg, imm: i32) {
        debug_assert!((-2048..2048).contains(&imm), "{imm} has more than 12 bits");
        let imm = (imm as u32) << 20;
        self.put(imm | x(rs1) << 15 | funct3 << 12 | rd << 7 | opcode);
    }

    fn store(&mut self, opcode: u32, rs2: u32, rs1: IntReg, offset: i32) {
        debug_assert!(
            (-2048..2048).contains(&offset),
            "{offset} has more than 12 bits"
        );
        let imm = offset as u32;
        let (high, low) = (imm >> 5 << 25, (imm & 31) << 7);
        self.put(high | rs2 << 20 | x(rs1) << 15 | 3 << 12 | low | opcode);
    }

    /// `addi rd, rs1, imm`.
    pub(crate) fn addi(&mut self, rd: IntReg, rs1: IntReg, imm: i32) {
        self.immediate(0x13, 0, x(rd), rs1, imm);
    }

    /// `slli rd, rs1, amount`.
    pub(crate) fn slli(&mut self, rd: IntReg, rs1: IntReg, amount: u32) {
        self.immediate(0x13, 1, x(rd), rs1, amount as i32);
    }

    /// `srli rd, rs1, amount`, or `srai` for a signed number.
    pub(crate) fn shift_right(&mut self, signed: bool, rd: IntReg, rs1: IntReg, amount: u32) {
        let amount = amount as i32 | i32::from(signed) << 10;
        self.immediate(0x13, 5, x(rd), rs1, amount);
    }

    /// `or rd, rs1, rs2`.
    pub(crate) fn or(&mut self, rd: IntReg, rs1: IntReg, rs2: IntReg) {
        self.put(x(rs2) << 20 | x(rs1) << 15 | 6 << 12 | x(rd) << 7 | 0x33);
    }

    /// `ld rd, offset(rs1)`.
    pub(crate) fn ld(&mut self, rd: IntReg, offset: i32, rs1: IntReg) {
        self.immediate(0x03, 3, x(rd), rs1, offset);
    }

    /// `sd rs2, offset(rs1)`.
    pub(crate) fn sd(&mut self, rs2: IntReg, offset: i32, rs1: IntReg) {
        self.store(0x23, x(rs2), rs1, offset);
    }

    /// `fld fd, offset(rs1)`.
    pub(crate) fn fld(&mut self, fd: FloatReg, offset: i32, rs1: IntReg) {
        self.immediate(0x07, 3, f(fd), rs1, offset);
    }

    /// `fsd fs2, offset(rs1)`.
    pub(crate) fn fsd(&mut self, fs2: FloatReg, offset: i32, rs1: IntReg) {
        self.store(0x27, f(fs2), rs1, offset);
    }

    /// Loads a register of 64 bits from `offset(rs1)`.
    pub(crate) fn load(&mut self, register: Reg, offset: i32, rs1: IntReg) {
        let number = register.number();
        match register.class() {
            RegClass::Int => self.ld(IntReg::new(number), offset, rs1),
            RegClass::Float => self.fld(FloatReg::new(number), offset, rs1),
            RegClass::Vector => unreachable!("vector registers are transferred whole"),
        }
    }

    /// Stores a register of 64 bits to `offset(rs1)`.
    pub(crate) fn store_register(&mut self, register: Reg, offset: i32, rs1: IntReg) {
        let number = register.number();
        match register.class() {
            RegClass::Int => self.sd(IntReg::new(number), offset, rs1),
            RegClass::Float => self.fsd(FloatReg::new(number), offset, rs1),
            RegClass::Vector => unreachable!("vector registers are transferred whole"),
        }
    }

    /// Copies `rs1` to a register of 64 bits.
    pub(crate) fn copy(&mut self, register: Reg, rs1: IntReg) {
        let number = register.number();
        match register.class() {
            RegClass::Int => self.addi(IntReg::new(number), rs1, 0),
            RegClass::Float => self.fmv_d_x(FloatReg::new(number), rs1),
            RegClass::Vector => unreachable!("vector registers are transferred whole"),
        }
    }

    /// `fmv.d.x fd, rs1`.
    pub(crate) fn fmv_d_x(&mut self, fd: FloatReg, rs1: IntReg) {
        self.put(0xf200_0053 | x(rs1) << 15 | f(fd) << 7);
    }

    /// `jalr zero, 0(rs1)`.
    pub(crate) fn jump(&mut self, rs1: IntReg) {
        self.immediate(0x67, 0, 0, rs1, 0);
    }

    /// `jal zero, target`, which is within 1 MiB.
    pub(crate) fn jump_to(&mut self, target: u64) {
        self.call(IntReg::ZERO, target);
    }

    /// `jal link, target`, which is within 1 MiB.
    pub(crate) fn call(&mut self, link: IntReg, target: u64) {
        let distance = target.wrapping_sub(self.here()) as i64;
        debug_assert!(
            (-(1 << 20)..1 << 20).contains(&distance),
            "jal does not reach"
        );
        let bits = |low: u32, count: u32| (distance >> low) as u32 & ((1 << count) - 1);
        let imm = bits(20, 1) << 31 | bits(1, 10) << 21 | bits(11, 1) << 20 | bits(12, 8) << 12;
        self.put(imm | x(link) << 7 | 0x6f);
    }

    /// `bltu rs1, rs2, target`, which is within 4 KiB.
    pub(crate) fn bltu(&mut self, rs1: IntReg, rs2: IntReg, target: u64) {
        let distance = target.wrapping_sub(self.here()) as i64;
        debug_assert!((-4096..4096).contains(&distance), "a branch does not reach");
        let bits = |low: u32, count: u32| (distance >> low) as u32 & ((1 << count) - 1);
        let imm = bits(12, 1) << 31 | bits(5, 6) << 25 | bits(1, 4) << 8 | bits(11, 1) << 7;
        self.put(imm | x(rs2) << 20 | x(rs1) << 15 | 6 << 12 | 0x63);
    }

    /// Any 64-bit number: `auipc` and `ld` of a literal behind a jump over it.
    pub(crate) fn li(&mut self, rd: IntReg, value: u64) {
        self.put(x(rd) << 7 | 0x17);
        self.ld(rd, 12, rd);
        self.jump_to(self.here() + 12);
        self.bytes.extend(value.to_le_bytes());
    }

    /// `csrrw rd, fcsr, rs1`.
    pub(crate) fn swap_fcsr(&mut self, rd: IntReg, rs1: IntReg) {
        self.immediate(0x73, 1, x(rd), rs1, 3);
    }

    /// `csrrs rd, csr, x0`.
    pub(crate) fn read_csr(&mut self, rd: IntReg, csr: u32) {
        self.put(csr << 20 | 2 << 12 | x(rd) << 7 | 0x73);
    }

    /// `vl8re8.v v<first>, (rs1)`.
    pub(crate) fn load_vectors(&mut self, first: u32, rs1: IntReg) {
        self.put(WHOLE | x(rs1) << 15 | first << 7 | 0x07);
    }

    /// `vs8r.v v<first>, (rs1)`.
    pub(crate) fn store_vectors(&mut self, first: u32, rs1: IntReg) {
        self.put(WHOLE | x(rs1) << 15 | first << 7 | 0x27);
    }

    /// Instructions as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// Writes `len` bytes from `address` to the standard output; a0 to a2 and a7 are lost.
    pub(crate) fn write_out(&mut self, address: u64, len: u64) {
        self.addi(IntReg::A0, IntReg::ZERO, STANDARD_OUTPUT);
        self.li(IntReg::new(11), address);
        self.li(IntReg::new(12), len);
        self.system_call(WRITE);
    }

    /// Ends the process, with status 0.
    pub(crate) fn end(&mut self) {
        self.addi(IntReg::A0, IntReg::ZERO, 0);
        self.system_call(EXIT_GROUP);
    }

    fn system_call(&mut self, number: i32) {
        self.addi(IntReg::new(17), IntReg::ZERO, number);
        self.put(0x73);
    }
}

/// A transfer of eight whole vector registers, without opcode and operands.
const WHOLE: u32 = 7 << 29 | 1 << 25 | 8 << 20;

/// Linux' numbers of system calls for riscv64 (`include/uapi/asm-generic/unistd.h`).
const WRITE: i32 = 64;
const EXIT_GROUP: i32 = 94;
const STANDARD_OUTPUT: i32 = 1;

fn x(register: IntReg) -> u32 {
    register.number().into()
}

fn f(register: FloatReg) -> u32 {
    register.number().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use farcall_machine::disassemble;

    #[test]
    fn it_means_what_it_says() {
        let mut asm = Assembler::at(0x1000);
        let (a0, t6, fa0) = (IntReg::A0, IntReg::T6, FloatReg::FA0);
        asm.addi(a0, t6, -5);
        asm.slli(a0, a0, 48);
        asm.shift_right(true, a0, a0, 63);
        asm.shift_right(false, a0, a0, 1);
        asm.or(a0, a0, t6);
        asm.ld(a0, 2040, t6);
        asm.sd(a0, -8, t6);
        asm.fld(fa0, 16, t6);
        asm.fsd(fa0, -2048, t6);
        asm.fmv_d_x(fa0, a0);
        asm.jump(t6);
        asm.jump_to(0x1000);
        asm.call(IntReg::RA, 0x1000);
        asm.swap_fcsr(a0, t6);
        asm.bltu(a0, t6, 0x1000);
        asm.system_call(64);
        let bytes = asm.finish();
        let lines = disassemble(&bytes, 0x1000);
        let text: Vec<String> = lines.map(|line| line.text).collect();
        let expected = [
            "addi a0, t6, -5",
            "slli a0, a0, 48",
            "srai a0, a0, 63",
            "srli a0, a0, 1",
            "or a0, a0, t6",
            "ld a0, 2040(t6)",
            "sd a0, -8(t6)",
            "fld fa0, 16(t6)",
            "fsd fa0, -2048(t6)",
            "fmv.d.x fa0, a0",
            "jalr zero, 0(t6)",
            "jal zero, 0x1000",
            "jal ra, 0x1000",
            "csrrw a0, fcsr, t6",
            "bltu a0, t6, 0x1000",
            "addi a7, zero, 64",
            "ecall",
        ];
        assert_eq!(text, expected);
    }

    #[test]
    fn a_literal_is_jumped_over() {
        let mut asm = Assembler::at(0x2000);
        asm.li(IntReg::A0, 0x0123_4567_89ab_cdef);
        assert_eq!(asm.here(), 0x2014);
        let bytes = asm.finish();
        let lines = disassemble(&bytes[..12], 0x2000);
        let text: Vec<String> = lines.map(|line| line.text).collect();
        assert_eq!(text, ["auipc a0, 0", "ld a0, 12(a0)", "jal zero, 0x2014"]);
        assert_eq!(bytes[12..], 0x0123_4567_89ab_cdef_u64.to_le_bytes());
    }
}
