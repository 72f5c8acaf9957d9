//! Placement goals: each has a near site, and nothing else near stands in its way.
//!
//! In order of precedence:
//! 1. an goal whose caller has no near call, or only near calls to itself, is dropped;
//! 2. a second goal of the same site is dropped;
//! 3. after the first out-of-reach goal, every later one is moved to the last reachable byte;
//! 4. the callee of a far goal loses every other near reference from and to it, to data too: those sites become far ones;
//! 5. functions that are still connected by near references, to each other or to the same data, share the region of the first.

use crate::case::{Access, Base, Case, Distance, DistanceGoal, FuncId, Limit, Margin};

/// Repairs a case's goals, and regions to go with them.
pub(super) fn legalise(case: &mut Case) {
    let mut kept: Vec<DistanceGoal> = Vec::new();
    let mut out_of_reach = false;
    for mut goal in std::mem::take(&mut case.placement.goals) {
        let Some(site) = near_site(case, &goal) else {
            continue;
        };
        goal.caller %= case.functions.len() as FuncId;
        goal.site = site as u16;
        if kept
            .iter()
            .any(|e| (e.caller, e.site) == (goal.caller, goal.site))
        {
            continue;
        }
        if goal.distance.is_out_of_reach() && std::mem::replace(&mut out_of_reach, true) {
            pull_in(&mut goal.distance);
        }
        if goal.distance.is_far() {
            isolate(case, &goal);
        }
        kept.push(goal);
    }
    // Isolation may have taken away the site of an goal that came before.
    kept.retain(|goal| site(case, goal).is_some_and(|(near, _)| near));
    case.placement.goals = kept;
    share_regions(case);
}

/// The site that an goal means: itself if it is near and leads to another function, else one of those that are, by wrapping.
fn near_site(case: &Case, goal: &DistanceGoal) -> Option<usize> {
    let caller = goal.caller % case.functions.len() as FuncId;
    let near: Vec<usize> = case
        .calls(caller)
        .enumerate()
        .filter(|(_, call)| call.kind.is_near() && call.callee != caller)
        .map(|(index, _)| index)
        .collect();
    if near.is_empty() || near.contains(&(goal.site as usize)) {
        return near.first().map(|_| goal.site as usize);
    }
    Some(near[goal.site as usize % near.len()])
}

/// Whether the site of an goal is near, and its callee.
fn site(case: &Case, goal: &DistanceGoal) -> Option<(bool, FuncId)> {
    let call = case.calls(goal.caller).nth(goal.site as usize)?;
    Some((call.kind.is_near(), call.callee))
}

fn pull_in(distance: &mut Distance) {
    if let Distance::End { limit, step, .. } = distance {
        *limit = Limit::Call;
        *step = Margin::Last;
    }
}

/// Makes every near reference from or to the callee of `goal` far, but for the goal's own.
fn isolate(case: &mut Case, goal: &DistanceGoal) {
    let Some((_, callee)) = site(case, goal) else {
        return;
    };
    for access in case.functions[callee as usize].accesses_mut() {
        if let Some(Base::Symbol { near, .. }) = access.base_mut() {
            *near = false;
        }
    }
    for (caller, function) in case.functions.iter_mut().enumerate() {
        let caller = caller as FuncId;
        for (index, call) in function.calls_mut().enumerate() {
            let own = (caller, index) == (goal.caller, goal.site as usize);
            if !own && call.callee != caller && (call.callee == callee || caller == callee) {
                call.kind = call.kind.as_far();
            }
        }
    }
}

/// Gives functions that name each other, or the same data, as colocated one region: that of the lowest index among them. The callee of a far goal is
/// included, because its place in the region is where it goes if the goal cannot be had.
fn share_regions(case: &mut Case) {
    let functions = case.functions.len();
    // Data objects stand behind the functions.
    let mut leader: Vec<usize> = (0..functions + case.data.len()).collect();
    for (caller, function) in case.functions.iter().enumerate() {
        let callees = function.calls().filter(|call| call.kind.is_near());
        let callees = callees.map(|call| call.callee as usize);
        let is_near = |access: &&Access| access.base().is_some_and(Base::is_near);
        let objects = function.accesses().filter(is_near);
        let objects = objects.map(|access| functions + usize::from(access.index));
        for named in callees.chain(objects) {
            let (a, b) = (root(&leader, caller), root(&leader, named));
            leader[a.max(b)] = a.min(b);
        }
    }
    for function in 0..functions {
        let region = case.placement.spots[root(&leader, function)].region;
        case.placement.spots[function].region = region;
    }
}

fn root(leader: &[usize], mut member: usize) -> usize {
    while leader[member] != member {
        member = leader[member];
    }
    member
}
