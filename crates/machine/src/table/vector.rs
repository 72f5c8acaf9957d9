//! V, Zvfh and Zvbb: the rows of `table/vector/` (chapter "'V' Extension for Vector Operations",
//! section "Vector Arithmetic Instruction encoding"; "Vector Instruction Listing"). Left out:
//! segment and fault-only-first transfers, and the two seven-bit estimates.

mod arithmetic;
mod fixed;
mod float;
mod form;
mod mask;
mod memory;
mod permute;
mod widen;
mod zvbb;

use super::row::Row;

/// All vector rows.
pub(super) const ROWS: &[&[Row]] = &[
    memory::ROWS,
    arithmetic::ROWS,
    mask::ROWS,
    permute::ROWS,
    widen::ROWS,
    fixed::ROWS,
    float::ROWS,
    zvbb::ROWS,
];
