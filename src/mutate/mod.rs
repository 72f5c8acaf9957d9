//! From one case to another: typed mutators, and crossover.
//!
//! *Problem.* A fuzzer that flips bytes of a stored case hardly ever changes a function's type and all of its call sites at once, and
//! one that flips bytes of entropy throws away everything behind the flip.
//!
//! *Idea.* A [`Mutator`] makes one change that a maintainer would name: another callee, a parameter more, a tail call instead of a call, a
//! callee at the last reachable byte. Names by position (values, sites, blocks, functions) follow in `remap`, so that what a
//! mutation does not touch keeps its meaning; what has to be new (a body, an operation, a distance) is drawn by the generator's code.
//!
//! *Invariant.* Legal in, legal out: [`mutate()`] and [`crossover()`] end with [`Case::legalise`].
//! Both depend on their arguments alone, the state of the random numbers included. What known
//! issues stop is then taken away from most cases that have it ([`crate::known::Known::throttle`]),
//! inherited or new; no mutator knows of them.
//!
//! *Limits.* Weights are constants; nothing here learns. Data objects are never removed, and come only by crossover. An goal
//! out of reach is rarely inherited, or coverage would fill the corpus with cases that end before execution.
//!
//! *Why not the crate `mutatis`.* Its strength are derived mutators for each field, drawn with equal chances from all that could be done.
//! Nearly every change here concerns several fields at once (a signature, its call sites, value numbers, goals), so each would be written by
//! hand for the whole case, as it is now; and it has no weights.

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
    /// What it does, in a word or three.
    fn name(&self) -> &'static str;

    /// Changes a legal case into one that is at most a [`Case::legalise`] away from being legal; false if it found nothing to
    /// change.
    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool;
}

/// A mutator, with the weight by which it is drawn.
type Weighted = (u32, &'static dyn Mutator);

/// Every mutator. One that is in no group is dead code, and the compiler says so.
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

/// How many mutators are tried before a case is left as it is.
const TRIES: usize = 64;
/// How seldom an out-of-reach goal is inherited.
const INHERITED: u32 = 10;

/// Applies one mutator, sometimes a few, so that the case changes.
pub fn mutate(case: &mut Case, rng: &mut StdRng) {
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
    known::linked().throttle(case);
}

/// Makes a case smaller; false if nothing came of it.
fn shrink(case: &mut Case, rng: &mut StdRng) -> bool {
    (0..TRIES).any(|_| apply(choose(SHRINKERS.iter().copied(), rng), case, rng))
}

/// Applies `mutator` and makes the case legal again. Gives whether it is another one.
fn apply(mutator: &dyn Mutator, case: &mut Case, rng: &mut StdRng) -> bool {
    let before = case.clone();
    if !mutator.mutate(case, rng) {
        return false;
    }
    remap::settle(case);
    case.legalise();
    *case != before
}

/// Every mutator, with the weight by which it is drawn.
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
