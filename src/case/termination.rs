//! Which calls need fuel.
//!
//! *Problem.* Every case has to end, and most functions have to stay as small as their body, so a
//! counter in each call is out.
//!
//! *Idea.* A body's own loops are bounded by its laps, so only the call graph can run for long. A
//! call within a strongly connected component of it is guarded. Of the rest, which is acyclic, the
//! worst-case number of calls below each function is summed up, callees first; a call in a loop
//! counts once a lap. A call that would lift a function over [`CALLS`] is guarded too. A guarded
//! call is made while the fuel word is not zero, and takes one from it.
//!
//! *Invariant.* A case has at most `(FUEL + invocations) x (CALLS + 1)` activations: each guarded
//! call, and each invocation, which share the fuel, starts one and causes at most `CALLS` more. At
//! most `FUEL + functions` of them are alive at once: a call without guard leads to a component
//! further down, and none leads up.
//!
//! *Limits.* The sum counts both arms of a branch. An indirect call has one static target, which its
//! address was taken of.

use super::Function;
use super::body::graph::is_in_loop;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// How many guarded calls a case may make: the initial value of its fuel word.
pub const FUEL: u64 = 20;
/// The most calls that one activation may cause without fuel.
pub const CALLS: u64 = 120;

/// Decides [`super::Call::guarded`] for every call site.
pub(super) fn guard(functions: &mut [Function]) {
    let mut graph = DiGraph::<(), ()>::with_capacity(functions.len(), functions.len() * 2);
    let nodes: Vec<NodeIndex> = functions.iter().map(|_| graph.add_node(())).collect();
    for (caller, function) in functions.iter().enumerate() {
        for call in function.calls() {
            graph.update_edge(nodes[caller], nodes[call.callee as usize], ());
        }
    }

    // Tarjan's algorithm yields components callees first.
    let mut cost = vec![0u64; functions.len()];
    let mut component = vec![usize::MAX; functions.len()];
    for (number, members) in tarjan_scc(&graph).into_iter().enumerate() {
        for node in &members {
            component[node.index()] = number;
        }
        for node in members {
            let caller = node.index();
            let is_recursive = |callee: usize| component[callee] == number;
            cost[caller] = guard_calls(&mut functions[caller], &cost, is_recursive);
        }
    }
}

/// Guards the calls of one function, and gives how many it may cause without fuel. `cost` is that of
/// every callee that is not `recursive`.
fn guard_calls(function: &mut Function, cost: &[u64], recursive: impl Fn(usize) -> bool) -> u64 {
    let laps = 1 + u64::from(function.laps);
    let mut total = 0;
    for index in 0..function.blocks.len() {
        let times = if laps > 1 && is_in_loop(&function.blocks, index) {
            laps
        } else {
            1
        };
        for call in function.blocks[index].calls_mut() {
            let callee = call.callee as usize;
            let price = times * (1 + cost[callee]);
            call.guarded = recursive(callee) || total + price > CALLS;
            if !call.guarded {
                total += price;
            }
        }
    }
    total
}
