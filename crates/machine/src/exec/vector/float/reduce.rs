//! Reductions. Even unordered sums are computed in element order, which the specification allows.

use super::arithmetic::binary;
use super::convert::widening;
use super::element::require_float;
use crate::exec::vector::legal::Result;
use crate::exec::vector::reduce::{check, finish};
use crate::exec::vector::unit::Unit;
use crate::op::{FloatReduce, VectorFloat};
use crate::softfloat::{Flags, RoundingMode};

/// Executes an instruction. Without an active element, the scalar is copied unchanged.
pub(super) fn execute(op: FloatReduce, rounding: RoundingMode, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (combine, width) = match op {
        FloatReduce::Sum => (VectorFloat::Add, sew),
        FloatReduce::Min => (VectorFloat::Min, sew),
        FloatReduce::Max => (VectorFloat::Max, sew),
        FloatReduce::WidenSum => (VectorFloat::Add, 2 * sew),
    };
    require_float(width, unit)?;
    let vs2 = check(width, unit)?;
    if unit.is_idle() {
        return Ok(());
    }
    let function = binary(width);
    let mut result = unit.v.element(unit.inst.rs1, width, 0);
    for index in unit.body() {
        if !unit.is_active(index) {
            continue;
        }
        let (mut element, mut flags) = (unit.get(vs2, index), Flags::NONE);
        if width > sew {
            (element, flags) = widening(sew)(element, rounding);
        }
        let (next, raised) = function(combine, result, element, rounding);
        unit.hart.accrue(flags | raised);
        result = next;
    }
    finish(width, result, unit);
    Ok(())
}
