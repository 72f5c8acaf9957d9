//! Instructions for hand-made code, as words. Registers are numbers.

use farcall_machine::{Operands, encode, row_named};

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

/// `ret`, that is `jalr zero, 0(ra)`.
pub const RET: u32 = 0x0000_8067;

/// Any instruction, with operands rd, rs1, rs2 and an immediate.
fn word(mnemonic: &str, [rd, rs1, rs2]: [u32; 3], imm: i32) -> u32 {
    let [rd, rs1, rs2] = [rd, rs1, rs2].map(|number| number as u8);
    let operands = Operands::default().rd(rd).rs1(rs1).rs2(rs2).imm(imm);
    let row = row_named(mnemonic).expect("a mnemonic of the table");
    encode(row, operands).expect("operands that fit")
}

/// `addi rd, rs1, imm`.
pub fn addi(rd: u32, rs1: u32, imm: i32) -> u32 {
    word("addi", [rd, rs1, 0], imm)
}

/// `add rd, rs1, rs2`.
pub fn add(rd: u32, rs1: u32, rs2: u32) -> u32 {
    word("add", [rd, rs1, rs2], 0)
}

/// `ld rd, offset(rs1)`.
pub fn ld(rd: u32, offset: i32, rs1: u32) -> u32 {
    word("ld", [rd, rs1, 0], offset)
}

/// `sd rs2, offset(rs1)`.
pub fn sd(rs2: u32, offset: i32, rs1: u32) -> u32 {
    word("sd", [0, rs1, rs2], offset)
}

/// `jalr rd, offset(rs1)`.
pub fn jalr(rd: u32, rs1: u32, offset: i32) -> u32 {
    word("jalr", [rd, rs1, 0], offset)
}

/// `auipc rd, 0`.
pub fn auipc(rd: u32) -> u32 {
    word("auipc", [rd, 0, 0], 0)
}

/// `fmv.d.x fd, rs1`.
pub fn fmv_d_x(fd: u32, rs1: u32) -> u32 {
    word("fmv.d.x", [fd, rs1, 0], 0)
}

/// `fmv.x.d rd, fs1`.
pub fn fmv_x_d(rd: u32, fs1: u32) -> u32 {
    word("fmv.x.d", [rd, fs1, 0], 0)
}

/// `before`, a jump to `target` that links in `link`, `after`. The target's address is a literal at
/// the end, and goes through t1.
pub fn jump_between(before: &[u32], link: u32, target: u64, after: &[u32]) -> Vec<u32> {
    let to_literal = 4 * (3 + after.len() as i32);
    let jump = [auipc(T1), ld(T1, to_literal, T1), jalr(link, T1, 0)];
    let literal = [target as u32, (target >> 32) as u32];
    [before, &jump, after, &literal].concat()
}
