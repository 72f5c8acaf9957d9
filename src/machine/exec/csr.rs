//! Access to fflags, frm and fcsr (chapter "'Zicsr' Extension for Control and Status Register Instructions"; section "Floating-Point
//! Control and Status Register"). Other registers do not get past the decoder.

use crate::machine::hart::Hart;
use crate::machine::inst::Inst;
use crate::machine::op::Csr;

/// The `fflags` register number; `frm` and `fcsr` follow.
const FFLAGS: i32 = 1;
const FRM: i32 = 2;

/// Executes an instruction.
#[inline(never)]
pub(super) fn execute(op: Csr, hart: &mut Hart, inst: &Inst) {
    let old = read(hart, inst.imm);
    let operand = match op {
        Csr::Rw | Csr::Rs | Csr::Rc => hart.x(inst.rs1),
        Csr::Rwi | Csr::Rsi | Csr::Rci => u64::from(inst.rs1),
    };
    let new = match op {
        Csr::Rw | Csr::Rwi => operand,
        Csr::Rs | Csr::Rsi => old | operand,
        Csr::Rc | Csr::Rci => old & !operand,
    };
    // Setting or clearing with x0 must not write, but here writing the old value back is the same.
    write(hart, inst.imm, new as u8);
    hart.set_x(inst.rd, old);
}

fn read(hart: &Hart, csr: i32) -> u64 {
    let fcsr = hart.fcsr();
    u64::from(match csr {
        FFLAGS => fcsr & 31,
        FRM => fcsr >> 5,
        _ => fcsr,
    })
}

fn write(hart: &mut Hart, csr: i32, value: u8) {
    match csr {
        FFLAGS => hart.fflags = value & 31,
        FRM => hart.frm = value & 7,
        _ => hart.set_fcsr(value),
    }
}
