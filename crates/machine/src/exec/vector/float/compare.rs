//! Comparisons (section "Vector Floating-Point Compare Instructions").

use super::element::{bits, by_width, second};
use crate::exec::vector::group::Group;
use crate::exec::vector::legal::Result;
use crate::exec::vector::unit::Unit;
use crate::op::{FloatCompare, Source};
use crate::softfloat::{self, Double, Flags, Format, Half, Single};

/// One element.
fn apply<F: Format>(op: FloatCompare, a: u64, b: u64) -> (bool, Flags) {
    let (a, b) = (bits::<F>(a), bits::<F>(b));
    match op {
        FloatCompare::Eq => softfloat::eq::<F>(a, b),
        FloatCompare::Ne => {
            let (equal, flags) = softfloat::eq::<F>(a, b);
            (!equal, flags)
        }
        FloatCompare::Lt => softfloat::lt::<F>(a, b),
        FloatCompare::Le => softfloat::le::<F>(a, b),
        FloatCompare::Gt => softfloat::lt::<F>(b, a),
        FloatCompare::Ge => softfloat::le::<F>(b, a),
    }
}

/// Executes an instruction: bit = vs2 op second.
pub(super) fn execute(op: FloatCompare, source: Source, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let vs2 = unit.vs2(sew)?;
    let second = second(source, sew, unit)?;
    let vd = unit.inst.rd;
    unit.check(Group::mask(vd), vs2, second)?;
    let function = by_width!(sew, apply);
    unit.each_bit(vd, |unit, index| {
        let (a, b) = (unit.get(vs2, index), unit.operand(second, index));
        let (holds, flags) = function(op, a, b);
        unit.hart.accrue(flags);
        holds
    })
}
