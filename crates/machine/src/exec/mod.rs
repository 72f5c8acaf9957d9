//! Executes one instruction: one file for each unit, and the dispatch between them.

mod address;
mod atomic;
mod bits;
mod branch;
mod carry_less;
mod conditional;
mod convert;
mod crypto;
mod csr;
mod float;
mod integer;
mod memory;
mod muldiv;
mod single_bit;
mod system;
mod trap;
mod vector;

use crate::hart::Hart;
use crate::inst::Inst;
use crate::memory::Memory;
use crate::observer::Observer;
use crate::op::Op;
use crate::softfloat::{Double, Half, Single};

pub(crate) use trap::{Next, Trap};

/// Executes `inst`, which is at `pc`. A trap leaves the hart unchanged, except in a vector load or
/// store, which can resume where it stopped.
#[inline(always)]
pub(super) fn execute(
    hart: &mut Hart,
    memory: &mut Memory,
    observer: &mut impl Observer,
    inst: &Inst,
    pc: u64,
) -> Result<Next, Box<Trap>> {
    match inst.op {
        Op::Integer(op) => integer::execute(op, hart, inst, pc),
        Op::Load(op) => memory::load(op, hart, memory, observer, inst)?,
        Op::Store(op) => memory::store(op, hart, memory, observer, inst)?,
        Op::Branch(op) => return Ok(branch::branch(op, hart, inst, pc)),
        Op::Jump(op) => return Ok(branch::jump(op, hart, inst, pc)),
        Op::MulDiv(op) => muldiv::execute(op, hart, inst),
        Op::Address(op) => address::execute(op, hart, inst),
        Op::Bits(op) => bits::execute(op, hart, inst),
        Op::SingleBit(op) => single_bit::execute(op, hart, inst),
        Op::CarryLess(op) => carry_less::execute(op, hart, inst),
        Op::Crypto(op) => crypto::execute(op, hart, inst),
        Op::Conditional(op) => conditional::execute(op, hart, inst),
        Op::AtomicWord(op) => atomic::execute::<u32>(op, hart, memory, inst)?,
        Op::AtomicDouble(op) => atomic::execute::<u64>(op, hart, memory, inst)?,
        Op::Half(op) => float::execute::<Half>(op, hart, inst)?,
        Op::Single(op) => float::execute::<Single>(op, hart, inst)?,
        Op::Double(op) => float::execute::<Double>(op, hart, inst)?,
        Op::Convert(op) => convert::execute(op, hart, inst)?,
        Op::Csr(op) => csr::execute(op, hart, inst)?,
        Op::System(op) => system::execute(op)?,
        Op::Vector(op) => vector::execute(op, hart, memory, inst)?,
    }
    Ok(Next::Sequential)
}
