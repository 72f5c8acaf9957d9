//! Adds an invocation.

use crate::case::{Case, FuncId, Invocation, limits};
use crate::mutate::{Mutator, draw};
use rand::RngExt;
use rand::rngs::StdRng;

/// Adds an invocation of a random function at any place in the order. If the case has the maximum
/// number, it replaces another one.
///
/// Needs no legalisation.
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
