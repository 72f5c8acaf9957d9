//! Removes a distance goal.

use crate::case::Case;
use crate::mutate::Mutator;
use rand::RngExt;
use rand::rngs::StdRng;

/// Removes a distance goal: the callee goes where its spot says.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(crate) struct RemoveGoal;

impl Mutator for RemoveGoal {
    fn name(&self) -> &'static str {
        "remove-goal"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let goals = &mut case.placement.goals;
        if goals.is_empty() {
            return false;
        }
        goals.remove(rng.random_range(0..goals.len()));
        true
    }
}
