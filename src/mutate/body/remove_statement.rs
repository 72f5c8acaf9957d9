//! Removes a statement.

use crate::case::Case;
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Removes a statement that is not a call.
///
/// Legalisation replaces uses of its result by a recent value of the same type, or by a constant.
#[derive(Debug)]
pub(crate) struct RemoveStatement;

impl Mutator for RemoveStatement {
    fn name(&self) -> &'static str {
        "remove-statement"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let mut places = remap::statements(case);
        places.retain(|&place| remap::statement(case, place).call().is_none());
        let Some(place) = draw::pick(rng, &places) else {
            return false;
        };
        remap::remove_statement(case, place);
        true
    }
}
