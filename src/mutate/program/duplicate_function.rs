//! Duplicates a function.

use crate::case::{Case, limits};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Adds a copy of a function, and redirects half of the calls to the original to it, including the
/// original's own.
///
/// The meaning stays the same, except for how long the fuel lasts. Needs no legalisation.
#[derive(Debug)]
pub(crate) struct DuplicateFunction;

impl Mutator for DuplicateFunction {
    fn name(&self) -> &'static str {
        "duplicate-function"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        if case.functions.len() >= limits::MAX_FUNCTIONS {
            return false;
        }
        let original = draw::function(rng, case);
        let function = case.functions[original].clone();
        let spot = case.placement.spots[original];
        let copy = remap::add_function(case, function, spot);
        for place in remap::call_sites(case) {
            if let Some(call) = remap::call_mut(case, place)
                && call.callee as usize == original
                && draw::once_in(rng, 2)
            {
                call.callee = copy;
            }
        }
        true
    }
}
