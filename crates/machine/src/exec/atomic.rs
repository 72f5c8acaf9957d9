//! Atomic instructions (chapter "'A' Extension for Atomic Instructions"). With one hart, every
//! access is atomic; only alignment and the reservation need checking.
//!
//! A store-conditional succeeds if the last load-reserved read exactly the same bytes, with no
//! other store-conditional and no reported transfer of control in between. Plain stores of this
//! hart do not break a reservation.

use super::trap::Trap;
use crate::hart::{Hart, Reservation};
use crate::inst::Inst;
use crate::memory::{AccessError, Memory};
use crate::op::Atomic;

/// A width of atomic access.
pub(super) trait Width: Copy {
    /// Bytes.
    const LEN: u64;
    /// Reads from memory, sign-extended to the register.
    fn read(memory: &Memory, addr: u64) -> Result<u64, AccessError>;
    /// Writes the low part of a register.
    fn write(memory: &mut Memory, addr: u64, value: u64) -> Result<(), AccessError>;
    /// The low part of a register, sign-extended. That preserves the order of signed and of
    /// unsigned values.
    fn narrow(value: u64) -> u64;
}

impl Width for u32 {
    const LEN: u64 = 4;

    fn read(memory: &Memory, addr: u64) -> Result<u64, AccessError> {
        memory
            .read_u32(addr)
            .map(|value| Self::narrow(value.into()))
    }

    fn write(memory: &mut Memory, addr: u64, value: u64) -> Result<(), AccessError> {
        memory.write_u32(addr, value as u32)
    }

    fn narrow(value: u64) -> u64 {
        i64::from(value as i32) as u64
    }
}

impl Width for u64 {
    const LEN: u64 = 8;

    fn read(memory: &Memory, addr: u64) -> Result<u64, AccessError> {
        memory.read_u64(addr)
    }

    fn write(memory: &mut Memory, addr: u64, value: u64) -> Result<(), AccessError> {
        memory.write_u64(addr, value)
    }

    fn narrow(value: u64) -> u64 {
        value
    }
}

/// Executes an atomic instruction.
#[inline(never)]
pub(super) fn execute<W: Width>(
    op: Atomic,
    hart: &mut Hart,
    memory: &mut Memory,
    inst: &Inst,
) -> Result<(), Box<Trap>> {
    let (addr, len) = (hart.x(inst.rs1), W::LEN);
    if addr % len != 0 {
        return Err(Box::new(Trap::MisalignedAtomic { addr, len }));
    }
    let result = match op {
        Atomic::Lr => {
            let value = W::read(memory, addr).map_err(Trap::load)?;
            hart.reservation = Some(Reservation { addr, len });
            value
        }
        Atomic::Sc => {
            let holds = hart.reservation == Some(Reservation { addr, len });
            if holds {
                W::write(memory, addr, hart.x(inst.rs2)).map_err(Trap::store)?;
            }
            hart.reservation = None;
            u64::from(!holds)
        }
        _ => {
            let old = W::read(memory, addr).map_err(Trap::store)?;
            let new = modify(op, old, W::narrow(hart.x(inst.rs2)));
            W::write(memory, addr, new).map_err(Trap::store)?;
            old
        }
    };
    hart.set_x(inst.rd, result);
    Ok(())
}

/// The value that a read-modify-write stores.
fn modify(op: Atomic, old: u64, operand: u64) -> u64 {
    match op {
        Atomic::Lr | Atomic::Sc | Atomic::Swap => operand,
        Atomic::Add => old.wrapping_add(operand),
        Atomic::Xor => old ^ operand,
        Atomic::And => old & operand,
        Atomic::Or => old | operand,
        Atomic::Min => (old as i64).min(operand as i64) as u64,
        Atomic::Max => (old as i64).max(operand as i64) as u64,
        Atomic::Minu => old.min(operand),
        Atomic::Maxu => old.max(operand),
    }
}
