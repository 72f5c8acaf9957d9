//! One result more.

use super::{param, room_beside};
use crate::case::Case;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Inserts a result of a bank that has room.
///
/// The function returns a recent value for it; at call sites nothing reads it yet. Tail calls that no longer fit are taken apart.
#[derive(Debug)]
pub(crate) struct AddResult;

impl Mutator for AddResult {
    fn name(&self) -> &'static str {
        "add-result"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let results = &case.functions[function].signature.results;
        let at = rng.random_range(0..=results.len());
        let Some(param) = param(rng, &room_beside(results)) else {
            return false;
        };
        remap::change_results(case, function, at, 0, &[param]);
        true
    }
}
