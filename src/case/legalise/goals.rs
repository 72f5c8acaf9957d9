//! Distance goals: each has a near call site, and no other near reference conflicts with it.
//!
//! In order of precedence:
//! 1. a goal is dropped if its caller has no near call to another function;
//! 2. a second goal for the same site is dropped;
//! 3. after the first out-of-reach goal, every later out-of-reach goal moves to the last reachable
//!    byte;
//! 4. the callee of a far goal loses every other near reference from it and to it, including
//!    references to data: those sites become far;
//! 5. functions that near references still connect, to each other or to the same data, share the
//!    region of the first of them.

use crate::case::{Access, Base, Case, Distance, DistanceGoal, FuncId, Limit, Margin};

/// Repairs a case's goals, and the regions that they need.
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
    // Isolation may have made the site of an earlier goal far.
    kept.retain(|goal| site(case, goal).is_some_and(|(near, _)| near));
    case.placement.goals = kept;
    share_regions(case);
}

/// The site that a goal means. If the named site is not a near call to another function, the number
/// wraps around the sites that are; none if there are none.
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

/// Whether the site of a goal is near, and its callee; none if the caller has no such site.
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

/// Makes every near reference from or to the callee of `goal` far, except the goal's own.
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

/// Gives functions one region if they name each other, or the same data, as colocated: the region
/// of the lowest index among them. The callee of a far goal is included, because it goes to its
/// region if the goal cannot be satisfied.
fn share_regions(case: &mut Case) {
    let functions = case.functions.len();
    // A union-find structure. Data objects come after the functions.
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
