//! Random choices of mutators: list members, operands, nearby values, and whole parts drawn by the
//! generator.

use crate::case::{Case, Operand, Type};
use crate::generate::Choose;
use crate::mutate::remap::Point;
use arbitrary::{Result, Unstructured};
use rand::rngs::StdRng;
use rand::{Rng, RngExt};

/// One of `options`, or `None` if it is empty.
pub(crate) fn pick<T: Copy>(rng: &mut StdRng, options: &[T]) -> Option<T> {
    match options.len() {
        0 => None,
        len => Some(options[rng.random_range(0..len)]),
    }
}

/// True once in `of` draws.
pub(crate) fn once_in(rng: &mut StdRng, of: u32) -> bool {
    rng.random_ratio(1, of)
}

/// The index of a random function of `case`.
pub(crate) fn function(rng: &mut StdRng, case: &Case) -> usize {
    rng.random_range(0..case.functions.len())
}

/// A callee for function `caller`: usually a later function, so that most of the call graph stays
/// free of cycles and needs no fuel guards.
pub(crate) fn callee(rng: &mut StdRng, case: &Case, caller: usize) -> usize {
    let (first, count) = (caller + 1, case.functions.len());
    if first < count && !once_in(rng, 4) {
        return rng.random_range(first..count);
    }
    function(rng, case)
}

/// A random insertion point for a statement: a random function, a random block of it, a random
/// position in that. Extern functions have no place for one, so function 0 stands in for them.
pub(crate) fn gap(rng: &mut StdRng, case: &Case) -> Point {
    let drawn = function(rng, case);
    let function = if case.functions[drawn].origin.is_extern() {
        0
    } else {
        drawn
    };
    let blocks = &case.functions[function].blocks;
    let block = rng.random_range(0..blocks.len());
    let statement = rng.random_range(0..=blocks[block].statements.len());
    Point {
        function,
        block,
        statement,
    }
}

/// What the generator makes of `len` random bytes.
pub(crate) fn generated<T>(
    rng: &mut StdRng,
    len: usize,
    mut part: impl FnMut(&mut Unstructured<'_>) -> Result<T>,
) -> T {
    let mut entropy = vec![0; len];
    rng.fill_bytes(&mut entropy);
    part(&mut Unstructured::new(&entropy)).expect("every choice falls back when entropy runs out")
}

/// A value of type `ty`: small, at a boundary, or arbitrary.
pub(crate) fn bits(rng: &mut StdRng, ty: Type) -> u128 {
    generated(rng, 24, |u| u.bits(ty))
}

/// Usually a recent value, otherwise a constant of type `ty`.
pub(crate) fn operand(rng: &mut StdRng, ty: Type) -> Operand {
    if once_in(rng, 6) {
        return Operand::Const(bits(rng, ty));
    }
    Operand::recent(rng.random_range(0..12))
}

/// A different value of type `ty`: a flipped bit, a small step, the complement, or a value
/// unrelated to `old`.
pub(crate) fn other_bits(rng: &mut StdRng, ty: Type, old: u128) -> u128 {
    let step = u128::from(rng.random_range(1..=16u8));
    let new = match rng.random_range(0..6) {
        0 | 1 => old ^ 1 << rng.random_range(0..ty.bits()),
        2 => old.wrapping_add(step),
        3 => old.wrapping_sub(step),
        4 => !old,
        _ => bits(rng, ty),
    };
    new & ty.mask()
}
