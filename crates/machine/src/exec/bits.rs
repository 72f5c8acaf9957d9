//! Bit manipulation (section "Zbb Extension for Basic Bit-manipulation").

use super::integer::sign_extend_word;
use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::Bits;

/// Executes an instruction.
#[inline(always)]
pub(super) fn execute(op: Bits, hart: &mut Hart, inst: &Inst) {
    let a = hart.x(inst.rs1);
    let b = hart.x(inst.rs2);
    let imm = inst.imm as u32;
    let (word_a, word_b) = (a as u32, b as u32);
    let result = match op {
        Bits::Andn => a & !b,
        Bits::Orn => a | !b,
        Bits::Xnor => !(a ^ b),
        Bits::Clz => a.leading_zeros().into(),
        Bits::Clzw => word_a.leading_zeros().into(),
        Bits::Ctz => a.trailing_zeros().into(),
        Bits::Ctzw => word_a.trailing_zeros().into(),
        Bits::Cpop => a.count_ones().into(),
        Bits::Cpopw => word_a.count_ones().into(),
        Bits::Max => (a as i64).max(b as i64) as u64,
        Bits::Maxu => a.max(b),
        Bits::Min => (a as i64).min(b as i64) as u64,
        Bits::Minu => a.min(b),
        Bits::SextB => i64::from(a as i8) as u64,
        Bits::SextH => i64::from(a as i16) as u64,
        Bits::ZextH => u64::from(a as u16),
        Bits::Rol => a.rotate_left(word_b & 63),
        Bits::Rolw => sign_extend_word(word_a.rotate_left(word_b & 31).into()),
        Bits::Ror => a.rotate_right(word_b & 63),
        Bits::Rori => a.rotate_right(imm & 63),
        Bits::Roriw => sign_extend_word(word_a.rotate_right(imm & 31).into()),
        Bits::Rorw => sign_extend_word(word_a.rotate_right(word_b & 31).into()),
        Bits::OrcB => or_combine_bytes(a),
        Bits::Rev8 => a.swap_bytes(),
    };
    hart.set_x(inst.rd, result);
}

/// All ones for each nonzero byte, zeros for the others.
fn or_combine_bytes(value: u64) -> u64 {
    let bytes = value.to_le_bytes();
    u64::from_le_bytes(bytes.map(|byte| if byte == 0 { 0 } else { 0xff }))
}
