//! Removes a function.

use crate::case::{Case, FuncId, limits};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Removes a function with all calls to it, its goals and its invocations. Half of the time it
/// picks one that is never entered, if there is one.
///
/// Legalisation replaces uses of the removed calls' results by recent values. It also invokes
/// function 0 if no invocation is left.
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
        let idle = draw::pick(rng, &idle(case)).filter(|_| draw::once_in(rng, 2));
        let function = idle.unwrap_or_else(|| draw::function(rng, case));
        remap::remove_function(case, function as FuncId);
        true
    }
}

/// The functions that no other function calls and no invocation enters.
fn idle(case: &Case) -> Vec<usize> {
    let mut idle = vec![true; case.functions.len()];
    for (caller, function) in case.functions.iter().enumerate() {
        for callee in function.calls().map(|call| call.callee as usize) {
            idle[callee] &= callee == caller;
        }
    }
    for invocation in &case.invocations {
        idle[invocation.function as usize] = false;
    }
    (0..idle.len()).filter(|&f| idle[f]).collect()
}
