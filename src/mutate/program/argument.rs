//! Changes an argument of an invocation.

use crate::case::{Case, Param, Purpose};
use crate::mutate::{Mutator, draw};
use rand::RngExt;
use rand::rngs::StdRng;

/// Changes an argument of an invocation: flips a bit, takes a small step, or goes to a boundary.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(crate) struct ChangeArgument;

impl Mutator for ChangeArgument {
    fn name(&self) -> &'static str {
        "change-argument"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let index = rng.random_range(0..case.invocations.len());
        let invocation = &mut case.invocations[index];
        if invocation.args.is_empty() {
            return false;
        }
        let at = rng.random_range(0..invocation.args.len());
        let called = &case.functions[invocation.function as usize];
        let Param { ty, purpose, .. } = called.signature.params[at];
        if let Purpose::Context(_) = purpose {
            return false;
        }
        let old = invocation.args[at];
        invocation.args[at] = draw::other_bits(rng, ty, old);
        invocation.args[at] != old
    }
}
