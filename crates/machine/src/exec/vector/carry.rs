//! Sums with carry and differences with borrow (section "Vector Integer Add-with-Carry /
//! Subtract-with-Borrow Instructions"). v0 holds the carries in: the instructions with a carry in
//! are encoded like masked ones, but all elements are active.

use super::group::Group;
use super::legal::Result;
use super::unit::{Operand, Unit};
use super::width::ones;
use crate::op::{Carry, Source};

/// The operands.
fn operands(source: Source, unit: &Unit<'_>) -> Result<(Group, Operand)> {
    let sew = unit.sew();
    Ok((unit.vs2(sew)?, unit.second(source, sew)?))
}

/// Executes an instruction that produces sums or differences.
pub(super) fn execute(op: Carry, source: Source, unit: &mut Unit<'_>) -> Result {
    let vd = unit.vd(unit.sew())?;
    let (vs2, second) = operands(source, unit)?;
    unit.check(vd, vs2, second)?;
    for index in unit.body() {
        let (a, b) = (unit.get(vs2, index), unit.operand(second, index));
        let carry = u64::from(unit.v.bit(0, index));
        let sum = match op {
            Carry::Add => a.wrapping_add(b).wrapping_add(carry),
            Carry::Sub => a.wrapping_sub(b).wrapping_sub(carry),
        };
        unit.v.set_element(vd.first, vd.eew, index, sum);
    }
    unit.tail(vd, unit.v.vl as usize);
    Ok(())
}

/// Executes an instruction that produces carries or borrows.
pub(super) fn out(op: Carry, source: Source, unit: &mut Unit<'_>) -> Result {
    let (vs2, second) = operands(source, unit)?;
    let vd = unit.inst.rd;
    unit.check(Group::mask(vd), vs2, second)?;
    let has_carry_in = unit.is_masked();
    let sew = unit.sew();
    for index in unit.body() {
        let a = u128::from(unit.get(vs2, index));
        let b = u128::from(unit.operand(second, index));
        let carry = u128::from(has_carry_in && unit.v.bit(0, index));
        let carries = match op {
            Carry::Add => a + b + carry > ones(sew).into(),
            Carry::Sub => a < b + carry,
        };
        unit.v.set_bit(vd, index, carries);
    }
    unit.mask_tail(vd);
    Ok(())
}
