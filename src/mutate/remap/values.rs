//! Value numbers: who defines which, who reads which, and how they shift.

use crate::case::{Case, Function, Operand, Statement, ValueId};

/// Numbers from here on are [`Operand::recent`], which names no certain value.
const RECENT: ValueId = ValueId::MAX / 2;

/// A statement, or with the number of a block's statements its exit.
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

/// The values from `at` on change: `removed` of them go, `added` others come in their place. Operands that named one behind them
/// follow; those that named the i-th one that goes name the i-th one that comes, or a recent value if there is none.
pub(crate) fn splice(function: &mut Function, at: ValueId, removed: u32, added: u32) {
    rename(function, |value| match value.checked_sub(at) {
        None => Operand::Value(value),
        Some(i) if i >= removed => Operand::Value(value - removed + added),
        Some(i) if i < added => Operand::Value(value),
        Some(i) => Operand::recent(i),
    });
}

/// Replaces every operand that names a certain value.
pub(crate) fn rename(function: &mut Function, mut to: impl FnMut(ValueId) -> Operand) {
    for operand in function.operands_mut() {
        if let Operand::Value(value) = *operand
            && value < RECENT
        {
            *operand = to(value);
        }
    }
}
