//! Removes a result.

use crate::case::Case;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Removes a result.
///
/// Legalisation replaces its uses at call sites by recent values. Tail calls that no longer fit are
/// split.
#[derive(Debug)]
pub(crate) struct RemoveResult;

impl Mutator for RemoveResult {
    fn name(&self) -> &'static str {
        "remove-result"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let len = case.functions[function].signature.results.len();
        if len == 0 {
            return false;
        }
        remap::change_results(case, function, rng.random_range(0..len), 1, &[]);
        true
    }
}
