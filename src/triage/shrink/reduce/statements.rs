//! Fewer statements.

use super::Reducer;
use crate::case::{Case, Statement};
use crate::mutate::remap::{self, Place};
use std::ops::Range;

/// Removes operations, loads and stores.
///
/// What read their results reads recent values of the same type, or constants, by legalisation.
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

/// Statements that are no calls.
fn others(case: &Case) -> Vec<Place> {
    let mut places = remap::statements(case);
    places.retain(|p| {
        let block = &case.functions[p.function].blocks[p.block];
        !matches!(block.statements[p.statement], Statement::Call(_))
    });
    places
}
