//! Placement edges: each has a near site, and nothing else near stands in its way.
//!
//! In order of precedence:
//! 1. an edge whose caller has no near call, or only near calls to itself, is dropped;
//! 2. a second edge of the same site is dropped;
//! 3. after the first out-of-reach edge, every later one is moved to the last reachable byte;
//! 4. the callee of a far edge loses every other near reference from and to it, to data too: those sites become far ones;
//! 5. functions that are still connected by near references, to each other or to the same data, share the region of the first.

use crate::case::{Access, Base, Case, Edge, FuncId, Goal, Limit, Step};

/// Repairs a case's edges, and regions to go with them.
pub(super) fn legalise(case: &mut Case) {
    let mut kept: Vec<Edge> = Vec::new();
    let mut out_of_reach = false;
    for mut edge in std::mem::take(&mut case.placement.edges) {
        let Some(site) = near_site(case, &edge) else {
            continue;
        };
        edge.caller %= case.functions.len() as FuncId;
        edge.site = site as u16;
        if kept
            .iter()
            .any(|e| (e.caller, e.site) == (edge.caller, edge.site))
        {
            continue;
        }
        if edge.goal.is_out_of_reach() && std::mem::replace(&mut out_of_reach, true) {
            pull_in(&mut edge.goal);
        }
        if edge.goal.is_far() {
            isolate(case, &edge);
        }
        kept.push(edge);
    }
    // Isolation may have taken away the site of an edge that came before.
    kept.retain(|edge| site(case, edge).is_some_and(|(near, _)| near));
    case.placement.edges = kept;
    share_regions(case);
}

/// The site that an edge means: itself if it is near and leads to another function, else one of those that are, by wrapping.
fn near_site(case: &Case, edge: &Edge) -> Option<usize> {
    let caller = edge.caller % case.functions.len() as FuncId;
    let near: Vec<usize> = case
        .calls(caller)
        .enumerate()
        .filter(|(_, call)| call.kind.is_near() && call.callee != caller)
        .map(|(index, _)| index)
        .collect();
    if near.is_empty() || near.contains(&(edge.site as usize)) {
        return near.first().map(|_| edge.site as usize);
    }
    Some(near[edge.site as usize % near.len()])
}

/// Whether the site of an edge is near, and its callee.
fn site(case: &Case, edge: &Edge) -> Option<(bool, FuncId)> {
    let call = case.calls(edge.caller).nth(edge.site as usize)?;
    Some((call.kind.is_near(), call.callee))
}

fn pull_in(goal: &mut Goal) {
    if let Goal::End { limit, step, .. } = goal {
        *limit = Limit::Call;
        *step = Step::Last;
    }
}

/// Makes every near reference from or to the callee of `edge` far, but for the edge's own.
fn isolate(case: &mut Case, edge: &Edge) {
    let Some((_, callee)) = site(case, edge) else {
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
            let own = (caller, index) == (edge.caller, edge.site as usize);
            if !own && call.callee != caller && (call.callee == callee || caller == callee) {
                call.kind = call.kind.as_far();
            }
        }
    }
}

/// Gives functions that name each other, or the same data, as colocated one region: that of the lowest index among them. The callee of a far edge is
/// included, because its place in the region is where it goes if the edge cannot be had.
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
