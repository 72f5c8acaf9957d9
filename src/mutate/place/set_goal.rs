//! Sets a distance goal.

use crate::case::{Case, Direction, Distance, DistanceGoal, FuncId, Margin, limits};
use crate::generate;
use crate::mutate::{Mutator, draw};
use rand::RngExt;
use rand::rngs::StdRng;

/// Asks for an exact distance between a call and its callee. A call without a goal gets one and
/// becomes near; a call that has one gets another step, direction or distance. One draw in twenty
/// may be out of reach.
///
/// Legalisation keeps one goal per site and one out-of-reach goal per case, makes every other
/// reference to or from the callee of a far goal far, and puts functions with near references to
/// each other into one region.
#[derive(Debug)]
pub(crate) struct SetGoal;

impl Mutator for SetGoal {
    fn name(&self) -> &'static str {
        "set-goal"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let goals = &mut case.placement.goals;
        if !goals.is_empty() && draw::once_in(rng, 2) {
            let index = rng.random_range(0..goals.len());
            let old = goals[index].distance;
            goals[index].distance = near_to(rng, old);
            return goals[index].distance != old;
        }
        add(case, rng)
    }
}

/// Adds a goal to a random call to another function.
fn add(case: &mut Case, rng: &mut StdRng) -> bool {
    let mut sites = Vec::new();
    for caller in 0..case.functions.len() as FuncId {
        let calls = case.calls(caller).enumerate();
        let others = calls.filter(|(_, call)| call.callee != caller);
        sites.extend(others.map(|(site, _)| (caller, site)));
    }
    let Some((caller, site)) = draw::pick(rng, &sites) else {
        return false;
    };
    if let Some(call) = case.functions[caller as usize].calls_mut().nth(site) {
        call.kind = call.kind.as_near();
    }
    let distance = any(rng);
    let goals = &mut case.placement.goals;
    goals.retain(|e| (e.caller, usize::from(e.site)) != (caller, site));
    goals.truncate(limits::MAX_GOALS - 1);
    goals.insert(
        rng.random_range(0..=goals.len()),
        DistanceGoal {
            caller,
            site: site as u16,
            distance,
        },
    );
    true
}

/// Any distance.
fn any(rng: &mut StdRng) -> Distance {
    let farthest = if draw::once_in(rng, 20) {
        Margin::Outside
    } else {
        Margin::Last
    };
    draw::generated(rng, 16, |u| generate::distance(u, farthest))
}

/// The same distance with another step, another direction or a few pages more or less; or any other
/// distance.
fn near_to(rng: &mut StdRng, mut distance: Distance) -> Distance {
    let change = rng.random_range(0..3);
    match &mut distance {
        Distance::Split { step, .. } | Distance::End { step, .. } if change == 0 => {
            *step = [Margin::Inside, Margin::Last, Margin::Outside][rng.random_range(0..3)];
        }
        Distance::Split { pages, .. } if change == 1 => {
            *pages = pages.wrapping_add(rng.random_range(-2..=2));
        }
        Distance::End { direction, .. } if change == 1 => {
            *direction = match direction {
                Direction::Forward => Direction::Backward,
                Direction::Backward => Direction::Forward,
            };
        }
        _ => return any(rng),
    }
    if distance.is_out_of_reach() && !draw::once_in(rng, 20) {
        any(rng)
    } else {
        distance
    }
}
