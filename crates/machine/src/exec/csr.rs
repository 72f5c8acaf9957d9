//! Rights to control and status registers (chapter "'Zicsr' Extension for Control and Status
//! Register Instructions"; `csr.rs` lists the registers). The decoder rejects all others, and
//! writes to read-only ones.

use super::trap::Trap;
use super::vector::csr as vector;
use crate::csr::{FCSR, FFLAGS, FRM};
use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::Csr;

/// Executes an instruction.
#[inline(never)]
pub(super) fn execute(op: Csr, hart: &mut Hart, inst: &Inst) -> Result<(), Box<Trap>> {
    let old = read(hart, inst.imm)?;
    let operand = match op {
        Csr::Rw | Csr::Rs | Csr::Rc => hart.x(inst.rs1),
        Csr::Rwi | Csr::Rsi | Csr::Rci => u64::from(inst.rs1),
    };
    let new = match op {
        Csr::Rw | Csr::Rwi => operand,
        Csr::Rs | Csr::Rsi => old | operand,
        Csr::Rc | Csr::Rci => old & !operand,
    };
    // The specification says that setting or clearing with x0 does not write. Here, writing the old
    // value back has the same effect.
    write(hart, inst.imm, new);
    hart.set_x(inst.rd, old);
    Ok(())
}

fn read(hart: &Hart, csr: i32) -> Result<u64, Box<Trap>> {
    let fcsr = hart.fcsr();
    Ok(u64::from(match csr {
        FFLAGS => fcsr & 31,
        FRM => fcsr >> 5,
        FCSR => fcsr,
        _ => return vector::read(hart, csr),
    }))
}

fn write(hart: &mut Hart, csr: i32, value: u64) {
    match csr {
        FFLAGS => hart.fflags = value as u8 & 31,
        FRM => hart.frm = value as u8 & 7,
        FCSR => hart.set_fcsr(value as u8),
        _ => vector::write(hart, csr, value),
    }
}
