//! Executes one instruction: one file a unit, and the dispatch between them.

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
mod vector;

use super::fault::AccessKind;
use super::hart::Hart;
use super::inst::Inst;
use super::memory::{AccessError, Memory};
use super::op::Op;
use super::window::OutsideWindow;
use crate::registers::{FloatReg, IntReg};
use crate::softfloat::{Double, Half, Single};

/// Where execution goes after an instruction.
#[derive(Clone, Copy, Debug)]
pub(super) enum Next {
    /// To the following instruction.
    Sequential,
    /// To `target`, after the address of the following instruction is written to register x`link`.
    Jump {
        target: u64,
        link: u8,
        /// Whether `target` comes from a register.
        indirect: bool,
    },
}

/// Why an instruction could not execute; the run loop adds where. It travels in a box, so that the result of an instruction stays in
/// registers: a trap ends the run, and may cost an allocation.
#[derive(Clone, Copy, Debug)]
pub(super) enum Trap {
    /// A load failed.
    Load(AccessError),
    /// A store or atomic read-modify-write failed.
    Store(AccessError),
    /// An atomic access is not naturally aligned.
    MisalignedAtomic { addr: u64, len: u64 },
    /// An invalid dynamic rounding mode, or a vector instruction that is reserved under the vector type and register numbers.
    Illegal,
    /// A register without the NaN box that a strict hart demands.
    Unboxed {
        reg: FloatReg,
        pattern: u64,
        /// Bits of the float that is read.
        width: u32,
    },
    /// A store of the register that holds its address, on a strict hart.
    StoresItsAddress { reg: IntReg, len: u64 },
    /// A load or store of the stack that the hart's window does not allow.
    OutsideWindow(AccessKind, OutsideWindow),
    /// ECALL.
    Ecall,
    /// EBREAK.
    Breakpoint,
}

impl Trap {
    /// The trap of a failed load.
    #[cold]
    fn load(error: AccessError) -> Box<Self> {
        Box::new(Self::Load(error))
    }

    /// The trap of a load outside of the window.
    #[cold]
    fn outside_load(outside: OutsideWindow) -> Box<Self> {
        Box::new(Self::OutsideWindow(AccessKind::Load, outside))
    }

    /// The trap of a store outside of the window.
    #[cold]
    fn outside_store(outside: OutsideWindow) -> Box<Self> {
        Box::new(Self::OutsideWindow(AccessKind::Store, outside))
    }

    /// The trap of a failed store.
    #[cold]
    fn store(error: AccessError) -> Box<Self> {
        Box::new(Self::Store(error))
    }
}

/// Executes `inst`, which is at `pc`. On a trap the hart is unchanged, but for a vector load or store, which can go on where it stopped.
#[inline(always)]
pub(super) fn execute(
    hart: &mut Hart,
    memory: &mut Memory,
    inst: &Inst,
    pc: u64,
) -> Result<Next, Box<Trap>> {
    match inst.op {
        Op::Integer(op) => integer::execute(op, hart, inst, pc),
        Op::Load(op) => memory::load(op, hart, memory, inst)?,
        Op::Store(op) => memory::store(op, hart, memory, inst)?,
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
