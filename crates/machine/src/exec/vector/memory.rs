//! Vector loads and stores (section "Vector Loads and Stores"). Elements are transferred in order,
//! with one access per element. A misaligned element works as a misaligned scalar does.

use super::group::Group;
use super::legal::{Result, require};
use super::unit::Unit;
use crate::exec::trap::Trap;
use crate::hart::Hart;
use crate::inst::Inst;
use crate::memory::{AccessError, Memory};
use crate::op::{Addressing, Element};
use crate::vector::VectorState;

/// The addresses and registers of a transfer.
#[derive(Clone, Copy)]
struct Place {
    base: u64,
    /// Distance between elements in bytes; 0 for an indexed transfer.
    stride: u64,
    /// The byte offsets of an indexed transfer.
    offsets: Option<Group>,
    /// The registers with the data.
    data: Group,
    /// The number of elements.
    evl: usize,
}

impl Place {
    /// The place of an instruction. Illegal if one of its register groups is illegal.
    fn new(addressing: Addressing, element: Element, unit: &Unit<'_>) -> Result<Self> {
        let (hart, inst) = (&*unit.hart, unit.inst);
        let eew = element.bits();
        let mut place = Self {
            base: hart.x(inst.rs1),
            stride: u64::from(eew / 8),
            offsets: None,
            data: Group::single(inst.rd, eew),
            evl: unit.v.vl as usize,
        };
        match addressing {
            Addressing::Mask => place.evl = place.evl.div_ceil(8),
            Addressing::Indexed => {
                place.data = unit.vd(unit.sew())?;
                place.offsets = Some(unit.vs2(eew)?);
                place.stride = 0;
            }
            _ => place.data = unit.vd(eew)?,
        }
        if addressing == Addressing::Strided {
            place.stride = hart.x(inst.rs2);
        }
        Ok(place)
    }

    /// The address of element `index`.
    fn address(&self, unit: &Unit<'_>, index: usize) -> u64 {
        let offset = match self.offsets {
            Some(group) => unit.get(group, index),
            None => self.stride.wrapping_mul(index as u64),
        };
        self.base.wrapping_add(offset)
    }
}

/// Executes a load that depends on `vtype`.
pub(super) fn load(
    addressing: Addressing,
    element: Element,
    unit: &mut Unit<'_>,
    memory: &Memory,
) -> Result {
    let place = Place::new(addressing, element, unit)?;
    unit.check_all(place.data, place.offsets.as_slice())?;
    for index in unit.v.vstart as usize..place.evl {
        if !unit.is_active(index) {
            unit.inactive(place.data, index);
            continue;
        }
        let addr = place.address(unit, index);
        match read(memory, addr, place.data.eew) {
            Ok(value) => unit
                .v
                .set_element(place.data.first, place.data.eew, index, value),
            Err(error) => return fail(unit.v, index, Trap::load(error)),
        }
    }
    if addressing == Addressing::Mask {
        if unit.v.vstart < place.evl as u64 {
            unit.agnostic_tail(place.data, place.evl);
        }
    } else {
        unit.tail(place.data, place.evl);
    }
    Ok(())
}

/// Executes a store that depends on `vtype`.
pub(super) fn store(
    addressing: Addressing,
    element: Element,
    unit: &mut Unit<'_>,
    memory: &mut Memory,
) -> Result {
    let place = Place::new(addressing, element, unit)?;
    let offsets = place.offsets.unwrap_or(place.data);
    unit.check_read(&[place.data, offsets])?;
    for index in unit.v.vstart as usize..place.evl {
        if unit.is_active(index) {
            let addr = place.address(unit, index);
            let value = unit.get(place.data, index);
            if let Err(error) = write(memory, addr, place.data.eew, value) {
                return fail(unit.v, index, Trap::store(error));
            }
        }
    }
    Ok(())
}

/// The number of elements of `eew` bits in a whole-register transfer. Illegal if the first register
/// is not the lowest one of a group of that size, or if `vstart` is past the elements.
fn whole(v: &VectorState, inst: &Inst, eew: u32) -> Result<usize> {
    let count = inst.imm as u8;
    let evl = usize::from(count) * v.vlenb() * 8 / eew as usize;
    require(inst.rd.is_multiple_of(count) && v.vstart < evl as u64)?;
    Ok(evl)
}

/// Executes a whole-register load.
pub(super) fn load_whole(
    element: Element,
    v: &mut VectorState,
    hart: &Hart,
    memory: &Memory,
    inst: &Inst,
) -> Result {
    let eew = element.bits();
    for index in v.vstart as usize..whole(v, inst, eew)? {
        let addr = hart
            .x(inst.rs1)
            .wrapping_add(index as u64 * u64::from(eew / 8));
        match read(memory, addr, eew) {
            Ok(value) => v.set_element(inst.rd, eew, index, value),
            Err(error) => return fail(v, index, Trap::load(error)),
        }
    }
    Ok(())
}

/// Executes a whole-register store, whose elements are bytes.
pub(super) fn store_whole(
    v: &mut VectorState,
    hart: &Hart,
    memory: &mut Memory,
    inst: &Inst,
) -> Result {
    for index in v.vstart as usize..whole(v, inst, 8)? {
        let addr = hart.x(inst.rs1).wrapping_add(index as u64);
        let value = v.element(inst.rd, 8, index);
        if let Err(error) = write(memory, addr, 8, value) {
            return fail(v, index, Trap::store(error));
        }
    }
    Ok(())
}

/// Ends a transfer at element `index`, and records that in `vstart`.
fn fail(v: &mut VectorState, index: usize, trap: Box<Trap>) -> Result {
    v.vstart = index as u64;
    Err(trap)
}

/// Reads an element of `eew` bits.
fn read(memory: &Memory, addr: u64, eew: u32) -> std::result::Result<u64, AccessError> {
    match eew {
        8 => memory.read_u8(addr).map(u64::from),
        16 => memory.read_u16(addr).map(u64::from),
        32 => memory.read_u32(addr).map(u64::from),
        _ => memory.read_u64(addr),
    }
}

/// Writes an element of `eew` bits.
fn write(
    memory: &mut Memory,
    addr: u64,
    eew: u32,
    value: u64,
) -> std::result::Result<(), AccessError> {
    match eew {
        8 => memory.write_u8(addr, value as u8),
        16 => memory.write_u16(addr, value as u16),
        32 => memory.write_u32(addr, value as u32),
        _ => memory.write_u64(addr, value),
    }
}
