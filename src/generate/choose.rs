//! Small choices, which fall back to their first alternative when entropy runs out.

use crate::case::Type;
use arbitrary::{Result, Unstructured};

/// Choices on top of [`Unstructured`].
pub(crate) trait Choose {
    /// True in `times` of `of` cases; false without entropy.
    fn chance(&mut self, times: u8, of: u8) -> Result<bool>;
    /// One of `options`; the first without entropy.
    fn pick<T: Copy>(&mut self, options: &[T]) -> Result<T>;
    /// One of `options` by weight; the first without entropy.
    fn weighted<T: Copy>(&mut self, options: &[(u8, T)]) -> Result<T>;
    /// The bits of a value of type `ty`: small, at a boundary, or anything.
    fn bits(&mut self, ty: Type) -> Result<u128>;
}

impl Choose for Unstructured<'_> {
    fn chance(&mut self, times: u8, of: u8) -> Result<bool> {
        // Without entropy the draw is 0, which has to mean false.
        Ok(self.int_in_range(0..=of - 1)? >= of - times)
    }

    fn pick<T: Copy>(&mut self, options: &[T]) -> Result<T> {
        Ok(options[self.choose_index(options.len()).unwrap_or(0)])
    }

    fn weighted<T: Copy>(&mut self, options: &[(u8, T)]) -> Result<T> {
        let total: u32 = options.iter().map(|&(weight, _)| u32::from(weight)).sum();
        let mut left = self.int_in_range(0..=total - 1)?;
        for &(weight, option) in options {
            match left.checked_sub(u32::from(weight)) {
                None => return Ok(option),
                Some(rest) => left = rest,
            }
        }
        unreachable!("the draw is below the sum of the weights")
    }

    fn bits(&mut self, ty: Type) -> Result<u128> {
        let bits = match self.int_in_range(0..=3)? {
            0 => u128::from(self.arbitrary::<u8>()?),
            1 if ty.is_float() => self.pick(&float_boundaries(ty))?,
            1 => self.pick(&int_boundaries(ty))?,
            2 if ty.has_float_arithmetic() => float_integer(ty, self.arbitrary()?),
            _ if ty.bits() > 64 => self.arbitrary()?,
            _ => u128::from(self.arbitrary::<u64>()?),
        };
        Ok(bits & ty.mask())
    }
}

/// Zero, one, all ones, and the values around the sign change.
fn int_boundaries(ty: Type) -> [u128; 6] {
    let sign = 1u128 << (ty.bits() - 1);
    [0, 1, ty.mask(), sign - 1, sign, sign + 1]
}

/// Both zeros, 1, -1.5, an infinity, the largest finite number (too large for the next narrower
/// type), the smallest subnormal, and a signalling NaN with a payload.
fn float_boundaries(ty: Type) -> [u128; 8] {
    // The width of the mantissa in bits.
    let mantissa = match ty {
        Type::F16 => 10,
        Type::F32 => 23,
        Type::F128 => 112,
        _ => 52,
    };
    let sign = 1u128 << (ty.bits() - 1);
    let infinity = sign - (1 << mantissa);
    let quiet = 1u128 << (mantissa - 1);
    // The exponent field of 1.0 holds the bias.
    let one = infinity >> 1 & !quiet;
    let payload = 0x1234_5678_9abc_def0_1234_5678_9abc & (quiet - 1);
    [
        0,
        sign,
        one,
        sign | one | quiet,
        infinity,
        infinity - 1,
        1,
        sign | infinity | payload,
    ]
}

fn float_integer(ty: Type, x: i16) -> u128 {
    match ty {
        Type::F32 => u128::from(f32::from(x).to_bits()),
        _ => u128::from(f64::from(x).to_bits()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_what_they_say() {
        let singles = float_boundaries(Type::F32).map(|bits| f32::from_bits(bits as u32));
        let doubles = float_boundaries(Type::F64).map(|bits| f64::from_bits(bits as u64));
        assert_eq!(singles[2..6], [1.0, -1.5, f32::INFINITY, f32::MAX]);
        assert_eq!(doubles[2..6], [1.0, -1.5, f64::INFINITY, f64::MAX]);
        assert!(singles[6].is_subnormal() && singles[7].is_nan());
        assert!(doubles[6].is_subnormal() && doubles[7].is_nan());
        let halves = float_boundaries(Type::F16);
        assert_eq!(halves[..7], [0, 0x8000, 0x3c00, 0xbe00, 0x7c00, 0x7bff, 1]);
        let quads = float_boundaries(Type::F128);
        assert_eq!(quads[2..5], [0x3fff << 112, 0xbfff8 << 108, 0x7fff << 112]);
    }
}
