//! One function less.

use crate::case::{Case, FuncId, limits};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Removes a function with all calls to it, its edges and its invocations.
///
/// What read results of those calls reads recent values, by legalisation, which also enters function 0 if no invocation is left.
#[derive(Debug)]
pub(crate) struct RemoveFunction;

impl Mutator for RemoveFunction {
    fn name(&self) -> &'static str {
        "remove-function"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        if case.functions.len() <= limits::MIN_FUNCTIONS {
            return false;
        }
        let function = draw::function(rng, case);
        remap::remove_function(case, function as FuncId);
        true
    }
}
