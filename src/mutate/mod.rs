//! Mutation: typed mutators, and crossover.
//!
//! *Problem.* A fuzzer that flips bytes of a stored case hardly ever changes a function's type
//! together with all of its call sites. One that flips bytes of entropy throws away everything
//! after the flip.
//!
//! *Idea.* A [`Mutator`] makes one change that a maintainer would name: another callee, one more
//! parameter, a tail call instead of a call, a callee at the last reachable byte. Values, sites,
//! blocks and functions are named by position; `remap` renames them, so that what a mutation does
//! not touch keeps its meaning. The generator draws what has to be new: a body, an operation, a
//! distance.
//!
//! *Invariant.* Legal in, legal out: [`mutate()`] and [`crossover()`] end with [`Case::legalise`].
//! Both depend on their arguments alone, including the state of the random number generator. Last,
//! [`crate::known::Known::throttle`] removes from most cases what triggers a known issue, whether
//! inherited or new. No mutator knows about known issues.
//!
//! *Limits.* Weights are constants; nothing here learns. Data objects are never removed, and only
//! crossover adds them. A goal out of reach is rarely inherited; otherwise coverage would fill the
//! corpus with cases that end before execution.
//!
//! *Why not the crate `mutatis`.* Its strength is derived mutators for each field, drawn with equal
//! probability from all possible changes. Nearly every change here concerns several fields at once
//! (a signature, its call sites, value numbers, goals), so each would still be written by hand for
//! the whole case. It also has no weights.

mod body;
mod call;
mod crossover;
mod custom;
mod draw;
mod place;
mod program;
pub(crate) mod remap;
mod signature;
mod slot;
#[cfg(test)]
mod tests;

pub use crossover::crossover;
pub use custom::{bytes_alone, custom_crossover, custom_mutate, generate_anew};

use crate::case::{Case, Distance};
use crate::known;
use rand::RngExt;
use rand::rngs::StdRng;

/// One kind of change.
pub trait Mutator: Sync {
    /// What it does, in one to three words.
    fn name(&self) -> &'static str;

    /// Changes a legal case into one that [`Case::legalise`] can make legal. Returns false if it
    /// found nothing to change.
    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool;
}

/// A mutator and its weight in the draw.
type Weighted = (u32, &'static dyn Mutator);

/// Every mutator. The compiler reports one that is in no group as dead code.
const GROUPS: [&[Weighted]; 6] = [
    call::MUTATORS,
    signature::MUTATORS,
    body::MUTATORS,
    slot::MUTATORS,
    place::MUTATORS,
    program::MUTATORS,
];

/// The mutators that make a case smaller.
const SHRINKERS: &[Weighted] = &[
    (4, &program::RemoveFunction),
    (2, &call::RemoveCall),
    (2, &body::RemoveStatement),
    (1, &body::RemoveBranch),
    (1, &program::RemoveInvocation),
    (1, &slot::RemoveSlot),
];

/// How many mutators are tried before a case is left unchanged.
const TRIES: usize = 64;
/// One case in this many inherits its out-of-reach goals.
const INHERITED: u32 = 10;

/// Applies one mutator, or sometimes a few, until the case has changed. Removes from most results
/// what known issues throttle.
pub fn mutate(case: &mut Case, rng: &mut StdRng) {
    mutate_freely(case, rng);
    known::linked().throttle(case);
}

/// As [`mutate()`], but keeps what known issues throttle: to walk around a known issue's case.
pub(crate) fn mutate_freely(case: &mut Case, rng: &mut StdRng) {
    let mut changes = match rng.random_range(0..8) {
        0 => 4,
        1 | 2 => 2,
        _ => 1,
    };
    if !draw::once_in(rng, INHERITED) {
        pull_in(case);
    }
    for _ in 0..TRIES {
        changes -= u32::from(apply(choose(mutators(), rng), case, rng));
        if changes == 0 {
            break;
        }
    }
}

/// Makes a case smaller. Returns false if no attempt succeeded.
fn shrink(case: &mut Case, rng: &mut StdRng) -> bool {
    (0..TRIES).any(|_| apply(choose(SHRINKERS.iter().copied(), rng), case, rng))
}

/// Applies `mutator` and makes the case legal again. Returns whether the case changed.
fn apply(mutator: &dyn Mutator, case: &mut Case, rng: &mut StdRng) -> bool {
    let before = case.clone();
    if !mutator.mutate(case, rng) {
        return false;
    }
    remap::settle(case);
    case.legalise();
    *case != before
}

/// Every mutator, with its weight in the draw.
pub fn mutators() -> impl Iterator<Item = (u32, &'static dyn Mutator)> + Clone {
    GROUPS.into_iter().flatten().copied()
}

fn choose(table: impl Iterator<Item = Weighted> + Clone, rng: &mut StdRng) -> &'static dyn Mutator {
    let total = table.clone().map(|(weight, _)| weight).sum();
    let mut left = rng.random_range(0..total);
    for (weight, mutator) in table {
        match left.checked_sub(weight) {
            None => return mutator,
            Some(rest) => left = rest,
        }
    }
    unreachable!("the draw is below the sum of the weights")
}

/// Removes goals that are out of reach.
fn pull_in(case: &mut Case) {
    let in_reach = |distance: Distance| !distance.is_out_of_reach();
    case.placement.goals.retain(|goal| in_reach(goal.distance));
}
