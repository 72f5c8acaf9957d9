//! Instructions on masks (section "Vector Mask Instructions").

use super::group::Group;
use super::legal::{Result, require};
use super::unit::Unit;
use crate::op::{Mask, MaskLogic};

/// Executes a logical instruction. These are never masked.
pub(super) fn logic(op: MaskLogic, unit: &mut Unit<'_>) -> Result {
    let (vs2, vs1) = (unit.inst.rs2, unit.inst.rs1);
    unit.each_bit(unit.inst.rd, |unit, index| {
        let (a, b) = (unit.v.bit(vs2, index), unit.v.bit(vs1, index));
        match op {
            MaskLogic::And => a & b,
            MaskLogic::Nand => !(a & b),
            MaskLogic::Andn => a & !b,
            MaskLogic::Xor => a ^ b,
            MaskLogic::Or => a | b,
            MaskLogic::Nor => !(a | b),
            MaskLogic::Orn => a | !b,
            MaskLogic::Xnor => !(a ^ b),
        }
    })
}

/// Executes any other instruction. All except VID require a `vstart` of 0.
pub(super) fn execute(op: Mask, unit: &mut Unit<'_>) -> Result {
    if op == Mask::Id {
        let vd = unit.vd(unit.sew())?;
        unit.check_all(vd, &[])?;
        return unit.each(vd, |_, index| index as u64);
    }
    require(unit.v.vstart == 0)?;
    match op {
        Mask::Cpop | Mask::First => count(op, unit),
        Mask::Iota => iota(unit),
        _ => set(op, unit),
    }
    .map(|_| ())
}

/// Whether bit `index` of the operand is set and active.
fn is_set(unit: &Unit<'_>, index: usize) -> bool {
    unit.is_active(index) && unit.v.bit(unit.inst.rs2, index)
}

/// The first bit of the operand that is set and active.
fn first(unit: &Unit<'_>) -> Option<usize> {
    unit.body().find(|index| is_set(unit, *index))
}

/// VCPOP and VFIRST. They write rd even if there are no elements.
fn count(op: Mask, unit: &mut Unit<'_>) -> Result {
    let result = if op == Mask::Cpop {
        unit.body().filter(|index| is_set(unit, *index)).count() as u64
    } else {
        first(unit).map_or(u64::MAX, |index| index as u64)
    };
    unit.hart.set_x(unit.inst.rd, result);
    Ok(())
}

/// VMSBF, VMSIF and VMSOF. The result must not overlap the operand or the mask.
fn set(op: Mask, unit: &mut Unit<'_>) -> Result {
    let (vd, vs2) = (unit.inst.rd, unit.inst.rs2);
    require(vd != vs2 && !(unit.is_masked() && vd == 0))?;
    let first = first(unit).unwrap_or(usize::MAX);
    unit.each_bit(vd, |_, index| match op {
        Mask::Sbf => index < first,
        Mask::Sif => index <= first,
        _ => index == first,
    })
}

/// VIOTA. The result must not overlap the operand or the mask.
fn iota(unit: &mut Unit<'_>) -> Result {
    let vd = unit.vd(unit.sew())?;
    let vs2 = Group::mask(unit.inst.rs2);
    require(!vd.overlaps(vs2))?;
    unit.check_all(vd, &[vs2])?;
    let mut before = 0;
    unit.each(vd, |unit, index| {
        let here = before;
        before += u64::from(unit.v.bit(vs2.first, index));
        here
    })
}
