//! The one table of instructions, shared by decoder, encoder, disassembler and tests.
//!
//! One file for each group of extensions lists [`Row`]s. To add an extension, list its rows, name
//! its operations in `op.rs`, and execute them in a file of `exec/`.
//!
//! **Invariant.** No encoding matches two rows.

mod additional;
mod atomic;
mod bits;
mod carry_less;
mod compressed;
mod conditional;
mod crypto;
mod csr;
mod double;
mod half;
mod index;
mod integer;
mod muldiv;
mod pattern;
mod row;
mod single;
mod vector;

use std::collections::HashMap;
use std::sync::LazyLock;

pub(super) use index::Index;
pub use pattern::Pattern;
pub use row::Row;

/// All rows, in the order of their indices.
pub fn rows() -> &'static [Row] {
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
        [
            integer::ROWS,
            muldiv::ROWS,
            bits::ROWS,
            carry_less::ROWS,
            crypto::ROWS,
            conditional::ROWS,
            atomic::ROWS,
            csr::ROWS,
            single::ROWS,
            double::ROWS,
            half::MINIMAL_ROWS,
            half::ROWS,
            additional::ROWS,
            compressed::ROWS,
            compressed::ZCB_ROWS,
        ]
        .into_iter()
        .chain(vector::ROWS.iter().copied())
        .collect::<Vec<_>>()
        .concat()
    });
    &ROWS
}

/// The row with index `index`, which the decoder provided.
pub(super) fn row(index: u16) -> &'static Row {
    &rows()[usize::from(index)]
}

/// The row with this mnemonic, if there is one. For `c.nop`, the one without operands.
pub fn row_named(mnemonic: &str) -> Option<&'static Row> {
    static NAMES: LazyLock<HashMap<&str, &Row>> = LazyLock::new(|| {
        let names = rows().iter().rev().map(|row| (row.mnemonic, row));
        names.collect()
    });
    NAMES.get(mnemonic).copied()
}
