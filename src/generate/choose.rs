//! Small choices that fall back to their first alternative when entropy runs out.

use crate::case::Type;
use arbitrary::{Result, Unstructured};

/// Choices on top of [`Unstructured`].
pub(crate) trait Choose {
    /// True `times` out of `of`; false without entropy.
    fn chance(&mut self, times: u8, of: u8) -> Result<bool>;
    /// One of `options`; the first without entropy.
    fn pick<T: Copy>(&mut self, options: &[T]) -> Result<T>;
    /// One of `options` by weight; the first without entropy.
    fn weighted<T: Copy>(&mut self, options: &[(u8, T)]) -> Result<T>;
    /// Bits for a value of type `ty`: small, at a boundary, or anything.
    fn bits(&mut self, ty: Type) -> Result<u128>;
}

impl Choose for Unstructured<'_> {
    fn chance(&mut self, times: u8, of: u8) -> Result<bool> {
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
            2 if ty.is_float() => float_integer(ty, self.arbitrary()?),
            _ if ty.bits() > 64 => self.arbitrary()?,
            _ => u128::from(self.arbitrary::<u64>()?),
        };
        Ok(bits & ty.mask())
    }
}

/// Zero, one, all ones, and both sides of the sign change.
fn int_boundaries(ty: Type) -> [u128; 6] {
    let sign = 1u128 << (ty.bits() - 1);
    [0, 1, ty.mask(), sign - 1, sign, sign + 1]
}

/// Zeros, ones, infinities, a subnormal, a signalling NaN with payload, and a number that f32 cannot hold.
fn float_boundaries(ty: Type) -> [u128; 8] {
    let from = |x: f64| match ty {
        Type::F32 => u128::from((x as f32).to_bits()),
        _ => u128::from(x.to_bits()),
    };
    let signalling = match ty {
        Type::F32 => 0xffa5_1234,
        _ => 0xfff4_5678_9abc_def0,
    };
    [
        from(0.0),
        from(-0.0),
        from(1.0),
        from(-1.5),
        from(f64::INFINITY),
        from(1.0e300),
        1,
        signalling,
    ]
}

fn float_integer(ty: Type, x: i16) -> u128 {
    match ty {
        Type::F32 => u128::from(f32::from(x).to_bits()),
        _ => u128::from(f64::from(x).to_bits()),
    }
}
