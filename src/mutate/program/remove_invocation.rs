//! Removes an invocation.

use crate::case::Case;
use crate::mutate::Mutator;
use rand::RngExt;
use rand::rngs::StdRng;

/// Removes an invocation, unless it is the only one.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(crate) struct RemoveInvocation;

impl Mutator for RemoveInvocation {
    fn name(&self) -> &'static str {
        "remove-invocation"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let invocations = &mut case.invocations;
        if invocations.len() < 2 {
            return false;
        }
        invocations.remove(rng.random_range(0..invocations.len()));
        true
    }
}
