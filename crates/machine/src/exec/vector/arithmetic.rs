//! Integer arithmetic on elements of one width (section "Vector Integer Arithmetic Instructions";
//! Zvbb).

use super::legal::Result;
use super::unit::Unit;
use super::width::{signed, truncate};
use crate::op::{Arithmetic, MultiplyAdd, Source};

/// Executes an instruction: vd = vs2 op second.
pub(super) fn execute(op: Arithmetic, source: Source, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(sew)?);
    let second = unit.second(source, sew)?;
    unit.check(vd, vs2, second)?;
    unit.each(vd, |unit, index| {
        apply(op, unit.get(vs2, index), unit.operand(second, index), sew)
    })
}

/// Computes one element. The caller drops bits above the width.
pub(super) fn apply(op: Arithmetic, a: u64, b: u64, width: u32) -> u64 {
    let (x, y) = (signed(a, width), signed(b, width));
    let by = (b % u64::from(width)) as u32;
    match op {
        Arithmetic::Add => a.wrapping_add(b),
        Arithmetic::Sub => a.wrapping_sub(b),
        Arithmetic::Rsub => b.wrapping_sub(a),
        Arithmetic::And => a & b,
        Arithmetic::Or => a | b,
        Arithmetic::Xor => a ^ b,
        Arithmetic::Andn => a & !b,
        Arithmetic::Minu => a.min(b),
        Arithmetic::Min => x.min(y) as u64,
        Arithmetic::Maxu => a.max(b),
        Arithmetic::Max => x.max(y) as u64,
        Arithmetic::Sll => a << by,
        Arithmetic::Srl => a >> by,
        Arithmetic::Sra => (x >> by) as u64,
        Arithmetic::Rol => rotate_left(a, by, width),
        Arithmetic::Ror => rotate_left(a, width - by, width),
        Arithmetic::Mul => a.wrapping_mul(b),
        Arithmetic::Mulh => high(i128::from(x) * i128::from(y), width),
        Arithmetic::Mulhu => ((u128::from(a) * u128::from(b)) >> width) as u64,
        Arithmetic::Mulhsu => high(i128::from(x) * i128::from(b), width),
        Arithmetic::Divu => a.checked_div(b).unwrap_or(u64::MAX),
        Arithmetic::Div if y == 0 => u64::MAX,
        Arithmetic::Div => x.wrapping_div(y) as u64,
        Arithmetic::Remu => a.checked_rem(b).unwrap_or(a),
        Arithmetic::Rem if y == 0 => a,
        Arithmetic::Rem => x.wrapping_rem(y) as u64,
    }
}

/// The upper half of a product.
fn high(product: i128, width: u32) -> u64 {
    (product >> width) as u64
}

/// Rotates the low `width` bits by 0 to `width`.
fn rotate_left(a: u64, by: u32, width: u32) -> u64 {
    let twice = u128::from(a) << width | u128::from(a);
    (twice << by >> width) as u64
}

/// Executes a multiply-add.
pub(super) fn multiply_add(op: MultiplyAdd, source: Source, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(sew)?);
    let second = unit.second(source, sew)?;
    unit.check(vd, vs2, second)?;
    unit.each(vd, |unit, index| {
        let (a, b) = (unit.operand(second, index), unit.get(vs2, index));
        let old = unit.get(vd, index);
        let result = match op {
            MultiplyAdd::Macc => old.wrapping_add(a.wrapping_mul(b)),
            MultiplyAdd::Nmsac => old.wrapping_sub(a.wrapping_mul(b)),
            MultiplyAdd::Madd => b.wrapping_add(a.wrapping_mul(old)),
            MultiplyAdd::Nmsub => b.wrapping_sub(a.wrapping_mul(old)),
        };
        truncate(result, sew)
    })
}
