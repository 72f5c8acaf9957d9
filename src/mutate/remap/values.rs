//! Value numbers: which statements define and read them, and how they shift.

use crate::case::{Case, Function, Operand, Statement, ValueId};

/// Numbers from here on belong to [`Operand::recent`], which names no particular value.
const RECENT: ValueId = ValueId::MAX / 2;

/// A position in a function: a statement, or the block's exit if `statement` is the number of
/// statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// Index of the function.
    pub(crate) function: usize,
    /// Index of the block.
    pub(crate) block: usize,
    /// Index of the statement.
    pub(crate) statement: usize,
}

/// How many values `statement` defines.
pub(crate) fn defined(case: &Case, statement: &Statement) -> u32 {
    statement.defines(case).len() as u32
}

/// The number of the first value that a statement at `place` defines or would define.
pub(crate) fn value_at(case: &Case, place: Point) -> ValueId {
    let blocks = &case.functions[place.function].blocks;
    let before = blocks[..place.block].iter().map(|block| block.width(case));
    let block = &blocks[place.block];
    let here = block.statements[..place.statement].iter();
    let here = here.map(|statement| statement.defines(case).len());
    (before.sum::<usize>() + block.params.len() + here.sum::<usize>()) as ValueId
}

/// Replaces `removed` values from `at` on by `added` others. Operands that name a later value are
/// renumbered. An operand that names the i-th removed value now names the i-th added value, or a
/// recent value if there is none.
pub(crate) fn splice(function: &mut Function, at: ValueId, removed: u32, added: u32) {
    rename(function, |value| match value.checked_sub(at) {
        None => Operand::Value(value),
        Some(i) if i >= removed => Operand::Value(value - removed + added),
        Some(i) if i < added => Operand::Value(value),
        Some(i) => Operand::recent(i),
    });
}

/// Replaces every operand that names a particular value.
pub(crate) fn rename(function: &mut Function, mut to: impl FnMut(ValueId) -> Operand) {
    for operand in function.operands_mut() {
        if let Operand::Value(value) = *operand
            && value < RECENT
        {
            *operand = to(value);
        }
    }
}
