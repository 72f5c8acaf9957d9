//! Integer comparisons (section "Vector Integer Compare Instructions").

use super::group::Group;
use super::legal::Result;
use super::unit::Unit;
use super::width::signed;
use crate::op::{Compare, Source};

/// Executes an instruction: bit = vs2 op second.
pub(super) fn execute(op: Compare, source: Source, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let vs2 = unit.vs2(sew)?;
    let second = unit.second(source, sew)?;
    let vd = unit.inst.rd;
    unit.check(Group::mask(vd), vs2, second)?;
    unit.each_bit(vd, |unit, index| {
        let (a, b) = (unit.get(vs2, index), unit.operand(second, index));
        let (x, y) = (signed(a, sew), signed(b, sew));
        match op {
            Compare::Eq => a == b,
            Compare::Ne => a != b,
            Compare::Ltu => a < b,
            Compare::Lt => x < y,
            Compare::Leu => a <= b,
            Compare::Le => x <= y,
            Compare::Gtu => a > b,
            Compare::Gt => x > y,
        }
    })
}
