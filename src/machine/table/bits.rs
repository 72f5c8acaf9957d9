//! Zba and Zbb.

use super::Row;

pub(super) const ROWS: &[Row] = &[];
