//! Integer computation (sections "Integer Computational Instructions" of RV32I and RV64I).

use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::Integer;

/// Executes an instruction at `pc`.
#[inline(always)]
pub(super) fn execute(op: Integer, hart: &mut Hart, inst: &Inst, pc: u64) {
    let a = hart.x(inst.rs1);
    let b = hart.x(inst.rs2);
    let imm = i64::from(inst.imm) as u64;
    let result = match op {
        Integer::Lui => imm,
        Integer::Auipc => pc.wrapping_add(imm),
        Integer::Addi => a.wrapping_add(imm),
        Integer::Slti => less(a, imm),
        Integer::Sltiu => u64::from(a < imm),
        Integer::Xori => a ^ imm,
        Integer::Ori => a | imm,
        Integer::Andi => a & imm,
        Integer::Slli => a << (imm & 63),
        Integer::Srli => a >> (imm & 63),
        Integer::Srai => shift_right_signed(a, imm),
        Integer::Add => a.wrapping_add(b),
        Integer::Sub => a.wrapping_sub(b),
        Integer::Sll => a << (b & 63),
        Integer::Slt => less(a, b),
        Integer::Sltu => u64::from(a < b),
        Integer::Xor => a ^ b,
        Integer::Srl => a >> (b & 63),
        Integer::Sra => shift_right_signed(a, b),
        Integer::Or => a | b,
        Integer::And => a & b,
        Integer::Addiw => sign_extend_word(a.wrapping_add(imm)),
        Integer::Slliw => sign_extend_word(a << (imm & 31)),
        Integer::Srliw => sign_extend_word((a & WORD) >> (imm & 31)),
        Integer::Sraiw => shift_right_signed(sign_extend_word(a), imm & 31),
        Integer::Addw => sign_extend_word(a.wrapping_add(b)),
        Integer::Subw => sign_extend_word(a.wrapping_sub(b)),
        Integer::Sllw => sign_extend_word(a << (b & 31)),
        Integer::Srlw => sign_extend_word((a & WORD) >> (b & 31)),
        Integer::Sraw => shift_right_signed(sign_extend_word(a), b & 31),
    };
    hart.set_x(inst.rd, result);
}

/// The low word of a register.
const WORD: u64 = 0xffff_ffff;

/// 1 if `a` is less than `b` as signed numbers.
fn less(a: u64, b: u64) -> u64 {
    u64::from((a as i64) < b as i64)
}

/// Arithmetic shift right by the low 6 bits of `by`.
fn shift_right_signed(a: u64, by: u64) -> u64 {
    (a as i64 >> (by & 63)) as u64
}

/// The low word, sign-extended.
pub(super) fn sign_extend_word(value: u64) -> u64 {
    i64::from(value as i32) as u64
}
