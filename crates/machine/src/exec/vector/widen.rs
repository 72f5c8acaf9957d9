//! Integer instructions with a result of twice the width (sections "Vector Widening Integer
//! Add/Subtract", "Vector Widening Integer Multiply Instructions" and "Vector Widening Integer
//! Multiply-Add Instructions"; Zvbb).

use super::legal::Result;
use super::unit::{Operand, Unit};
use super::width::signed;
use crate::op::{Source, Widen, WidenMultiplyAdd};

/// Executes an instruction: vd = vs2 op second. `wide` says whether vs2 has the width of the
/// result.
pub(super) fn execute(op: Widen, source: Source, wide: bool, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let first = if wide { 2 * sew } else { sew };
    let (vd, vs2) = (unit.vd(2 * sew)?, unit.vs2(first)?);
    let second = unit.second(source, sew)?;
    unit.check(vd, vs2, second)?;
    unit.each(vd, |unit, index| {
        let (a, b) = (unit.get(vs2, index), unit.operand(second, index));
        let (x, y) = (signed(a, first) as u64, signed(b, sew) as u64);
        match op {
            Widen::Addu => a.wrapping_add(b),
            Widen::Add => x.wrapping_add(y),
            Widen::Subu => a.wrapping_sub(b),
            Widen::Sub => x.wrapping_sub(y),
            Widen::Mulu => a.wrapping_mul(b),
            Widen::Mul => x.wrapping_mul(y),
            Widen::Mulsu => x.wrapping_mul(b),
            Widen::Sll => a << (b % u64::from(2 * sew)),
        }
    })
}

/// Executes a multiply-add. The destination is also a source, of full width.
pub(super) fn multiply_add(op: WidenMultiplyAdd, source: Source, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(2 * sew)?, unit.vs2(sew)?);
    let second = unit.second(source, sew)?;
    match second {
        Operand::Elements(vs1) => unit.check_all(vd, &[vd, vs2, vs1])?,
        Operand::Value(_) => unit.check_all(vd, &[vd, vs2])?,
    }
    unit.each(vd, |unit, index| {
        let (a, b) = (unit.operand(second, index), unit.get(vs2, index));
        let (x, y) = (signed(a, sew) as u64, signed(b, sew) as u64);
        let product = match op {
            WidenMultiplyAdd::Maccu => a.wrapping_mul(b),
            WidenMultiplyAdd::Macc => x.wrapping_mul(y),
            WidenMultiplyAdd::Maccsu => x.wrapping_mul(b),
            WidenMultiplyAdd::Maccus => a.wrapping_mul(y),
        };
        unit.get(vd, index).wrapping_add(product)
    })
}
