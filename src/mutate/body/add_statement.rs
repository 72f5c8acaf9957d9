//! Adds a statement.

use super::statement;
use crate::case::{Case, limits};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Inserts an operation, a load or a store at any place.
///
/// Legalisation resolves its operands and wraps the access.
#[derive(Debug)]
pub(crate) struct AddStatement;

impl Mutator for AddStatement {
    fn name(&self) -> &'static str {
        "add-statement"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let place = draw::gap(rng, case);
        if case.functions[place.function].statement_count() >= limits::MAX_STATEMENTS {
            return false;
        }
        remap::insert_statement(case, place, statement(rng));
        true
    }
}
