//! Merges and moves (sections "Vector Integer Merge Instructions", "Vector Integer Move
//! Instructions", "Integer Scalar Move Instructions" and "Whole Vector Register Move").

use super::group::Group;
use super::legal::{Result, require};
use super::unit::{Operand, Unit};
use super::width::signed;
use crate::op::{Move, Source};

/// Executes VMERGE or VMV.V.
pub(super) fn merge(source: Source, unit: &mut Unit<'_>) -> Result {
    let second = unit.second(source, unit.sew())?;
    select(second, unit)
}

/// The second operand where v0 is set, or everywhere if unmasked; otherwise the first operand. All
/// elements are active.
pub(super) fn select(second: Operand, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(sew)?);
    unit.check(vd, vs2, second)?;
    for index in unit.body() {
        let value = if unit.is_active(index) {
            unit.operand(second, index)
        } else {
            unit.get(vs2, index)
        };
        unit.v.set_element(vd.first, vd.eew, index, value);
    }
    unit.tail(vd, unit.v.vl as usize);
    Ok(())
}

/// Writes element 0 of vd, unless the body is empty. The rest of the register is tail.
pub(super) fn set_first(value: u64, unit: &mut Unit<'_>) -> Result {
    if !unit.is_idle() {
        let vd = Group::single(unit.inst.rd, unit.sew());
        unit.v.set_element(vd.first, vd.eew, 0, value);
        unit.tail(vd, 1);
    }
    Ok(())
}

/// Executes a move of one element, whatever LMUL is, or of whole registers.
pub(super) fn execute(op: Move, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    match op {
        Move::ToScalar => {
            let value = signed(unit.v.element(unit.inst.rs2, sew, 0), sew);
            unit.hart.set_x(unit.inst.rd, value as u64);
            Ok(())
        }
        Move::FromScalar => set_first(unit.hart.x(unit.inst.rs1), unit),
        Move::Whole => whole(unit),
    }
}

/// VMV<nr>R: moves elements of SEW from `vstart` on.
fn whole(unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2, count) = (unit.inst.rd, unit.inst.rs2, unit.inst.imm as u8);
    let evl = usize::from(count) * unit.v.vlenb() * 8 / sew as usize;
    require(vd.is_multiple_of(count) && vs2.is_multiple_of(count))?;
    require(unit.v.vstart < evl as u64)?;
    for index in unit.v.vstart as usize..evl {
        let value = unit.v.element(vs2, sew, index);
        unit.v.set_element(vd, sew, index, value);
    }
    Ok(())
}
