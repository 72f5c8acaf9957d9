//! Which calls need fuel.
//!
//! *Problem.* Every case has to end, and most functions have to stay as small as their body, so a counter in each call is out.
//!
//! *Idea.* Bodies have no loops, so only the call graph can run for long. A call within a strongly connected component of it is
//! guarded. Of the rest, which is acyclic, the worst-case number of calls below each function is summed up, callees first; a
//! call that would lift a function over [`CALLS`] is guarded too. A guarded call is made while the fuel word is not zero, and
//! takes one from it.
//!
//! *Invariant.* A case has at most `(FUEL + invocations) x (CALLS + 1)` activations: each guarded call, and each invocation, which share
//! the fuel, starts one and causes at most `CALLS` more. At most `FUEL + functions` of them are alive at once: a call without guard leads to
//! a component further down, and none leads up.
//!
//! *Limits.* The sum counts both arms of a branch. An indirect call has one static target, which its address was taken of.

use super::Function;
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
            let mut total = 0;
            for call in functions[caller].calls_mut() {
                let callee = call.callee as usize;
                let price = 1 + cost[callee];
                call.guarded = component[callee] == number || total + price > CALLS;
                if !call.guarded {
                    total += price;
                }
            }
            cost[caller] = total;
        }
    }
}
