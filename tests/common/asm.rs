//! Instructions for hand-made code: 32-bit encodings by ISA chapter "RV32/64G Instruction Set Listings". Registers are numbers.

pub const ZERO: u32 = 0;
pub const RA: u32 = 1;
pub const SP: u32 = 2;
pub const GP: u32 = 3;
pub const TP: u32 = 4;
pub const T0: u32 = 5;
pub const T1: u32 = 6;
pub const S0: u32 = 8;
pub const A0: u32 = 10;
pub const S3: u32 = 19;
pub const T3: u32 = 28;
pub const T6: u32 = 31;
/// fs1.
pub const FS1: u32 = 9;
/// fs3.
pub const FS3: u32 = 19;

/// `ret`.
pub const RET: u32 = jalr(ZERO, RA, 0);

const fn i_type(opcode: u32, funct3: u32, rd: u32, rs1: u32, imm: i32) -> u32 {
    (imm as u32) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode
}

/// `addi rd, rs1, imm`.
pub const fn addi(rd: u32, rs1: u32, imm: i32) -> u32 {
    i_type(0x13, 0, rd, rs1, imm)
}

/// `add rd, rs1, rs2`.
pub const fn add(rd: u32, rs1: u32, rs2: u32) -> u32 {
    rs2 << 20 | rs1 << 15 | rd << 7 | 0x33
}

/// `ld rd, offset(rs1)`.
pub const fn ld(rd: u32, offset: i32, rs1: u32) -> u32 {
    i_type(0x03, 3, rd, rs1, offset)
}

/// `sd rs2, offset(rs1)`.
pub const fn sd(rs2: u32, offset: i32, rs1: u32) -> u32 {
    let imm = offset as u32;
    (imm >> 5) << 25 | rs2 << 20 | rs1 << 15 | 3 << 12 | (imm & 31) << 7 | 0x23
}

/// `jalr rd, offset(rs1)`.
pub const fn jalr(rd: u32, rs1: u32, offset: i32) -> u32 {
    i_type(0x67, 0, rd, rs1, offset)
}

/// `auipc rd, 0`.
pub const fn auipc(rd: u32) -> u32 {
    rd << 7 | 0x17
}

/// `fmv.d.x fd, rs1`.
pub const fn fmv_d_x(fd: u32, rs1: u32) -> u32 {
    0xf200_0053 | rs1 << 15 | fd << 7
}

/// `fmv.x.d rd, fs1`.
pub const fn fmv_x_d(rd: u32, fs1: u32) -> u32 {
    0xe200_0053 | fs1 << 15 | rd << 7
}

/// `before`, a jump to `target` that links in `link`, `after`. The target's address is a literal at the end, and goes through t1.
pub fn jump_between(before: &[u32], link: u32, target: u64, after: &[u32]) -> Vec<u32> {
    let to_literal = 4 * (3 + after.len() as i32);
    let jump = [auipc(T1), ld(T1, to_literal, T1), jalr(link, T1, 0)];
    let literal = [target as u32, (target >> 32) as u32];
    [before, &jump, after, &literal].concat()
}
