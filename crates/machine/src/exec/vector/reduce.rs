//! Integer reductions (sections "Vector Single-Width Integer Reduction Instructions" and "Vector
//! Widening Integer Reduction Instructions").

use super::arithmetic::apply;
use super::group::Group;
use super::legal::{Result, require};
use super::unit::Unit;
use super::width::signed;
use crate::op::{Arithmetic, Reduce};

/// Checks a reduction of elements of SEW to one element of `width` bits, and returns its operand.
/// The result may overlap anything, even the mask.
pub(super) fn check(width: u32, unit: &Unit<'_>) -> Result<Group> {
    require(unit.v.vstart == 0)?;
    let vs2 = unit.vs2(unit.sew())?;
    let vs1 = Group::single(unit.inst.rs1, width);
    unit.check_read(&[vs2, vs1])?;
    Ok(vs2)
}

/// Writes the result, of `width` bits; the rest of the register is tail.
pub(super) fn finish(width: u32, result: u64, unit: &mut Unit<'_>) {
    let vd = Group::single(unit.inst.rd, width);
    unit.v.set_element(vd.first, width, 0, result);
    unit.tail(vd, 1);
}

/// Executes an instruction.
pub(super) fn execute(op: Reduce, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (combine, width) = match op {
        Reduce::Sum => (Arithmetic::Add, sew),
        Reduce::And => (Arithmetic::And, sew),
        Reduce::Or => (Arithmetic::Or, sew),
        Reduce::Xor => (Arithmetic::Xor, sew),
        Reduce::Minu => (Arithmetic::Minu, sew),
        Reduce::Min => (Arithmetic::Min, sew),
        Reduce::Maxu => (Arithmetic::Maxu, sew),
        Reduce::Max => (Arithmetic::Max, sew),
        Reduce::WidenSumu | Reduce::WidenSum => (Arithmetic::Add, 2 * sew),
    };
    require(width <= 64)?;
    let vs2 = check(width, unit)?;
    if unit.is_idle() {
        return Ok(());
    }
    let mut result = unit.v.element(unit.inst.rs1, width, 0);
    for index in unit.body().filter(|index| unit.is_active(*index)) {
        let element = unit.get(vs2, index);
        let element = if op == Reduce::WidenSum {
            signed(element, sew) as u64
        } else {
            element
        };
        result = apply(combine, result, element, width);
    }
    finish(width, result, unit);
    Ok(())
}
