//! Loads and stores (sections "Load and Store Instructions" of RV32I and RV64I, "Single-Precision
//! Load and Store Instructions" and its double and half counterparts). Misaligned accesses work.

use super::trap::Trap;
use crate::fault::AccessKind;
use crate::hart::{Hart, nan_box};
use crate::inst::Inst;
use crate::memory::Memory;
use crate::observer::Observer;
use crate::op::{Load, Store};
use crate::registers::{IntReg, Reg, RegClass};
use crate::softfloat::{Half, Single};

/// Executes a load.
#[inline(always)]
pub(super) fn load(
    op: Load,
    hart: &mut Hart,
    memory: &Memory,
    observer: &mut impl Observer,
    inst: &Inst,
) -> Result<(), Box<Trap>> {
    let addr = hart.x(inst.rs1).wrapping_add_signed(inst.imm.into());
    let len = load_len(op);
    let asked = observer.load(hart, addr, len);
    asked.map_err(|_| Trap::refused(AccessKind::Load, addr, len))?;
    let value = match op {
        Load::Lb => memory
            .read_u8(addr)
            .map(|value| i64::from(value as i8) as u64),
        Load::Lh => memory
            .read_u16(addr)
            .map(|value| i64::from(value as i16) as u64),
        Load::Lw => memory
            .read_u32(addr)
            .map(|value| i64::from(value as i32) as u64),
        Load::Ld | Load::Fld => memory.read_u64(addr),
        Load::Lbu => memory.read_u8(addr).map(u64::from),
        Load::Lhu => memory.read_u16(addr).map(u64::from),
        Load::Lwu => memory.read_u32(addr).map(u64::from),
        Load::Flh => memory.read_u16(addr).map(nan_box::<Half>),
        Load::Flw => memory.read_u32(addr).map(nan_box::<Single>),
    };
    let value = value.map_err(Trap::load)?;
    if matches!(op, Load::Flh | Load::Flw | Load::Fld) {
        hart.f[usize::from(inst.rd & 31)] = value;
    } else {
        hart.set_x(inst.rd, value);
    }
    Ok(())
}

/// Executes a store.
#[inline(always)]
pub(super) fn store(
    op: Store,
    hart: &mut Hart,
    memory: &mut Memory,
    observer: &mut impl Observer,
    inst: &Inst,
) -> Result<(), Box<Trap>> {
    if hart.strict && inst.rs1 == inst.rs2 {
        no_address(op, inst.rs1)?;
    }
    let addr = hart.x(inst.rs1).wrapping_add_signed(inst.imm.into());
    let len = store_len(op);
    let asked = observer.store(hart, addr, len, source(op, inst));
    asked.map_err(|_| Trap::refused(AccessKind::Store, addr, len))?;
    let result = match op {
        Store::Sb => memory.write_u8(addr, hart.x(inst.rs2) as u8),
        Store::Sh => memory.write_u16(addr, hart.x(inst.rs2) as u16),
        Store::Sw => memory.write_u32(addr, hart.x(inst.rs2) as u32),
        Store::Sd => memory.write_u64(addr, hart.x(inst.rs2)),
        Store::Fsh => memory.write_u16(addr, hart.f(inst.rs2) as u16),
        Store::Fsw => memory.write_u32(addr, hart.f(inst.rs2) as u32),
        Store::Fsd => memory.write_u64(addr, hart.f(inst.rs2)),
    };
    result.map_err(Trap::store)
}

/// The register that `op` stores.
#[inline(always)]
fn source(op: Store, inst: &Inst) -> Reg {
    if is_float(op) {
        Reg::new(RegClass::Float, inst.rs2)
    } else {
        Reg::new(RegClass::Int, inst.rs2)
    }
}

/// Whether `op` stores a float register.
#[inline(always)]
fn is_float(op: Store) -> bool {
    matches!(op, Store::Fsh | Store::Fsw | Store::Fsd)
}

/// Traps if `op` stores integer register `number`, because that register holds the address.
#[cold]
fn no_address(op: Store, number: u8) -> Result<(), Box<Trap>> {
    if is_float(op) {
        return Ok(());
    }
    Err(Box::new(Trap::StoresItsAddress {
        reg: IntReg::new(number),
        len: store_len(op),
    }))
}

/// The number of bytes that `op` reads.
fn load_len(op: Load) -> u64 {
    match op {
        Load::Lb | Load::Lbu => 1,
        Load::Lh | Load::Lhu | Load::Flh => 2,
        Load::Lw | Load::Lwu | Load::Flw => 4,
        Load::Ld | Load::Fld => 8,
    }
}

/// The number of bytes that `op` writes.
fn store_len(op: Store) -> u64 {
    match op {
        Store::Sb => 1,
        Store::Sh | Store::Fsh => 2,
        Store::Sw | Store::Fsw => 4,
        Store::Sd | Store::Fsd => 8,
    }
}
