//! Permutes parameters.

use crate::case::Case;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Permutes a function's parameters, with the arguments at all call sites and invocations. Values
/// travel in other registers and stack slots; the meaning stays the same.
///
/// Needs no legalisation. Half of the time only two parameters are swapped.
#[derive(Debug)]
pub(crate) struct PermuteParams;

impl Mutator for PermuteParams {
    fn name(&self) -> &'static str {
        "permute-params"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let len = case.functions[function].signature.params.len();
        if len < 2 {
            return false;
        }
        let mut order: Vec<usize> = (0..len).collect();
        if draw::once_in(rng, 2) {
            let last = rng.random_range(1..len);
            order.swap(last, rng.random_range(0..last));
        } else {
            for last in (1..len).rev() {
                order.swap(last, rng.random_range(0..last));
            }
        }
        remap::keep_context_early(&case.functions[function].signature, &mut order);
        remap::permute_params(case, function, &order);
        true
    }
}
