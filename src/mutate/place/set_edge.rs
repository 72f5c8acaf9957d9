//! Exact distances.

use crate::case::{Case, Direction, Edge, FuncId, Goal, Step, limits};
use crate::generate;
use crate::mutate::{Mutator, draw};
use rand::RngExt;
use rand::rngs::StdRng;

/// Asks for an exact distance between a call and its callee: for a call that has none yet, which becomes near for it, or another step,
/// direction or goal for one that has. One draw in twenty may be out of reach.
///
/// Legalisation keeps one edge a site and one out-of-reach edge a case, makes calls far that pull in another direction, and moves regions
/// together.
#[derive(Debug)]
pub(crate) struct SetEdge;

impl Mutator for SetEdge {
    fn name(&self) -> &'static str {
        "set-edge"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let edges = &mut case.placement.edges;
        if !edges.is_empty() && draw::once_in(rng, 2) {
            let index = rng.random_range(0..edges.len());
            let old = edges[index].goal;
            edges[index].goal = near_to(rng, old);
            return edges[index].goal != old;
        }
        add(case, rng)
    }
}

/// A new edge for some call to another function.
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
    let goal = any(rng);
    let edges = &mut case.placement.edges;
    edges.retain(|e| (e.caller, usize::from(e.site)) != (caller, site));
    edges.truncate(limits::MAX_EDGES - 1);
    edges.insert(
        rng.random_range(0..=edges.len()),
        Edge {
            caller,
            site: site as u16,
            goal,
        },
    );
    true
}

/// Any goal.
fn any(rng: &mut StdRng) -> Goal {
    let farthest = match draw::once_in(rng, 20) {
        true => Step::Outside,
        false => Step::Last,
    };
    draw::generated(rng, 16, |u| generate::goal(u, farthest))
}

/// The same goal but for its step, its direction, or some pages; or any other.
fn near_to(rng: &mut StdRng, mut goal: Goal) -> Goal {
    let change = rng.random_range(0..3);
    match &mut goal {
        Goal::Split { step, .. } | Goal::End { step, .. } if change == 0 => {
            *step = [Step::Inside, Step::Last, Step::Outside][rng.random_range(0..3)];
        }
        Goal::Split { pages, .. } if change == 1 => {
            *pages = pages.wrapping_add(rng.random_range(-2..=2));
        }
        Goal::End { direction, .. } if change == 1 => {
            *direction = match direction {
                Direction::Forward => Direction::Backward,
                Direction::Backward => Direction::Forward,
            };
        }
        _ => return any(rng),
    }
    match goal.is_out_of_reach() && !draw::once_in(rng, 20) {
        true => any(rng),
        false => goal,
    }
}
