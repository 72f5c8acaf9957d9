//! Removes statements.

use super::Reducer;
use crate::case::Case;
use crate::mutate::remap::{self, Point};
use std::ops::Range;

/// Removes operations, loads and stores.
///
/// Legalisation replaces uses of their results by recent values of the same type, or by constants.
#[derive(Debug)]
pub(super) struct DropStatements;

impl Reducer for DropStatements {
    fn name(&self) -> &'static str {
        "drop-statements"
    }

    fn sites(&self, case: &Case) -> usize {
        others(case).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for &place in others(case)[sites].iter().rev() {
            remap::remove_statement(case, place);
        }
    }
}

/// Statements that are not calls.
fn others(case: &Case) -> Vec<Point> {
    let mut places = remap::statements(case);
    places.retain(|&place| remap::statement(case, place).call().is_none());
    places
}
