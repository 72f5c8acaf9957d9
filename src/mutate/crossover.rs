//! Crossover: one case made from two.

use super::{draw, remap};
use crate::case::{Address, Case, DistanceGoal, FuncId, Invocation, limits};
use crate::known;
use rand::RngExt;
use rand::rngs::StdRng;

/// The maximum number of functions taken over.
const MOST: usize = 8;

/// The case `a` with a part of `b`: either a function with its callees, or settings, placement,
/// life cycle or invocations.
///
/// Functions bring along their goals, spots and data. Calls to functions that stay behind go to
/// functions of `a` instead. Half of the time the new functions are entered from outside, and half
/// of the time a function of `a` calls them. Settings, placement, life cycle and invocations are
/// taken by index, and legalisation makes them fit.
pub fn crossover(a: &Case, b: &Case, rng: &mut StdRng) -> Case {
    let mut case = a.clone();
    if draw::once_in(rng, 3) {
        take_settings(&mut case, b, rng);
    } else {
        take_functions(&mut case, b, rng);
    }
    if !draw::once_in(rng, super::INHERITED) {
        super::pull_in(&mut case);
    }
    remap::settle(&mut case);
    case.legalise();
    known::linked().throttle(&mut case);
    case
}

fn take_settings(case: &mut Case, b: &Case, rng: &mut StdRng) {
    let wanted: u8 = rng.random_range(1..16);
    if wanted & 1 != 0 {
        case.target = b.target;
    }
    if wanted & 2 != 0 {
        case.placement = b.placement.clone();
    }
    if wanted & 4 != 0 {
        case.life_cycle = b.life_cycle.clone();
    }
    if wanted & 8 != 0 {
        case.invocations = b.invocations.clone();
    }
}

/// Brings in a connected group of functions of `b`.
fn take_functions(case: &mut Case, b: &Case, rng: &mut StdRng) {
    let most = rng.random_range(1..=MOST);
    let group = group(b, draw::function(rng, b) as FuncId, most);
    while case.functions.len() + group.len() > limits::MAX_FUNCTIONS {
        let function = rng.random_range(1..case.functions.len());
        remap::remove_function(case, function as FuncId);
    }

    // First append all of `b` after `a`, so that calls within `b` keep their callees; then drop
    // what is not in the group.
    let own = case.functions.len() as FuncId;
    append(case, b);
    for place in remap::call_sites(case) {
        let stays =
            place.function < own as usize || group.contains(&(place.function as FuncId - own));
        let callee = remap::call_mut(case, place).map_or(0, |call| call.callee);
        if stays && callee >= own && !group.contains(&(callee - own)) {
            remap::retarget(case, place, rng.random_range(0..own));
        }
    }
    for function in (0..b.functions.len() as FuncId).rev() {
        if !group.contains(&function) {
            remap::remove_function(case, own + function);
        }
    }
    // `group[0]` is the root. It comes after the functions of the group with lower numbers.
    let before = (0..group[0]).filter(|f| group.contains(f)).count();
    connect(case, own, own + before as FuncId, rng);
}

/// `root` and the functions it calls, directly or indirectly, nearest first; at most `most`.
fn group(b: &Case, root: FuncId, most: usize) -> Vec<FuncId> {
    let mut group = vec![root];
    let mut next = 0;
    while next < group.len() {
        for call in b.calls(group[next]) {
            if group.len() < most && !group.contains(&call.callee) {
                group.push(call.callee);
            }
        }
        next += 1;
    }
    group
}

/// Appends all functions of `b` to `case`, with everything that belongs to them.
fn append(case: &mut Case, b: &Case) {
    let own = case.functions.len() as FuncId;
    let first_object = case.data.len();
    let room = limits::MAX_DATA - first_object;
    case.data.extend(b.data.iter().take(room).cloned());
    let moved = |data: u8| (first_object + usize::from(data) % room) as u8;
    for address in case.data[first_object..]
        .iter_mut()
        .flat_map(|d| &mut d.addresses)
    {
        match address {
            Address::Function(function) => *function += own,
            Address::Data { data, .. } => *data = moved(*data),
        }
    }
    let mut functions = b.functions.clone();
    remap::rename_callees(&mut functions, |callee| own + callee);
    if room > 0 {
        remap::rename_data(&mut functions, moved);
    }
    case.functions.extend(functions);
    case.placement.spots.extend_from_slice(&b.placement.spots);
    let goals = b.placement.goals.iter().map(|&goal| DistanceGoal {
        caller: own + goal.caller,
        ..goal
    });
    case.placement.goals.extend(goals);
    for function in b.life_cycle.order() {
        case.life_cycle.push(own + function);
    }
    let invocations = b.invocations.iter().map(|i| Invocation {
        function: own + i.function,
        args: i.args.clone(),
    });
    case.invocations.extend(invocations);
}

/// Makes one of the first `own` functions call `root`, or enters `root` from outside.
fn connect(case: &mut Case, own: FuncId, root: FuncId, rng: &mut StdRng) {
    let mut sites = remap::call_sites(case);
    sites.retain(|site| site.function < own as usize);
    let site = draw::pick(rng, &sites).filter(|_| draw::once_in(rng, 2));
    if let Some(site) = site {
        return remap::retarget(case, site, root);
    }
    let params = case.functions[root as usize].signature.params.iter();
    let args = params.map(|p| draw::bits(rng, p.ty)).collect();
    let kept = limits::MAX_INVOCATIONS - 1;
    case.invocations.truncate(kept);
    case.invocations.push(Invocation {
        function: root,
        args,
    });
}
