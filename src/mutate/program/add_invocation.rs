//! One invocation more.

use crate::case::{Case, FuncId, Invocation, limits};
use crate::mutate::{Mutator, draw};
use rand::RngExt;
use rand::rngs::StdRng;

/// Enters a function from outside, at any place in the order of invocations; in a full case, instead of another one.
///
/// Nothing is left to legalisation.
#[derive(Debug)]
pub(crate) struct AddInvocation;

impl Mutator for AddInvocation {
    fn name(&self) -> &'static str {
        "add-invocation"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let params = case.functions[function].signature.params.iter();
        let invocation = Invocation {
            function: function as FuncId,
            args: params.map(|p| draw::bits(rng, p.ty)).collect(),
        };
        let invocations = &mut case.invocations;
        if invocations.len() >= limits::MAX_INVOCATIONS {
            invocations.remove(rng.random_range(0..invocations.len()));
        }
        invocations.insert(rng.random_range(0..=invocations.len()), invocation);
        true
    }
}
