//! Elements as floats. Each function on elements is generic over the format; `by_width!` selects
//! the instance.

use crate::exec::trap::Trap;
use crate::exec::vector::legal::{Result, require};
use crate::exec::vector::unit::{Operand, Unit};
use crate::hart::{is_boxed, unbox};
use crate::op::Source;
use crate::registers::FloatReg;
use crate::softfloat::{Double, Flags, Format, Half, RoundingMode, Single};

/// The instance of a function generic over the format for elements of `$width` bits, 16, 32 or 64.
macro_rules! by_width {
    ($width:expr, $function:ident) => {
        match $width {
            16 => $function::<Half>,
            32 => $function::<Single>,
            _ => $function::<Double>,
        }
    };
}
pub(super) use by_width;

/// Illegal unless there is a float format of `width` bits.
pub(super) fn require_float(width: u32, unit: &Unit<'_>) -> Result {
    require(matches!(width, 32 | 64) || width == 16 && unit.v.half)
}

/// Element bits as a pattern of a format.
pub(super) fn bits<F: Format>(value: u64) -> F::Bits {
    F::truncate(value.into())
}

/// A pattern of a format as element bits.
pub(super) fn element<F: Format>(bits: F::Bits) -> u64 {
    bits.into() as u64
}

/// The float register `rs1` as a value of `width` bits.
pub(super) fn scalar(width: u32, unit: &Unit<'_>) -> Result<u64> {
    by_width!(width, read)(unit)
}

fn read<F: Format>(unit: &Unit<'_>) -> Result<u64> {
    let pattern = unit.hart.f(unit.inst.rs1);
    if unit.hart.strict && !is_boxed::<F>(pattern) {
        let reg = FloatReg::new(unit.inst.rs1);
        return Err(Box::new(Trap::Unboxed {
            reg,
            pattern,
            width: F::WIDTH,
        }));
    }
    Ok(element::<F>(unbox::<F>(pattern)))
}

/// The second operand, with elements of `width` bits.
pub(super) fn second(source: Source, width: u32, unit: &Unit<'_>) -> Result<Operand> {
    Ok(match source {
        Source::Vector => Operand::Elements(unit.group(unit.inst.rs1, width)?),
        _ => Operand::Value(scalar(width, unit)?),
    })
}

/// A function that rounds one element.
pub(super) type Rounded = fn(u64, RoundingMode) -> (u64, Flags);
