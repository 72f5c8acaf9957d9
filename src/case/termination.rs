//! Which calls need fuel.
//!
//! *Problem.* Every case must end. Most functions must stay as small as their bodies, so not every
//! call can have a counter.
//!
//! *Idea.* A body's own loops are bounded by its laps, so only the call graph can run for long. A
//! call within a strongly connected component of the call graph is guarded. The other calls form an
//! acyclic graph. Going from callees to callers, the worst-case number of calls below each function
//! is summed up; a call in a loop counts once for each lap. A call that would take a function's sum
//! above [`CALLS`] is guarded too. A guarded call is made only while the fuel word is not zero, and
//! decrements it.
//!
//! *Invariant.* A case has at most `(FUEL + invocations) x (CALLS + 1)` activations. Guarded calls
//! and invocations share the fuel; each starts one activation and causes at most `CALLS` more. At
//! most `FUEL + functions` activations are alive at once: an unguarded call leads to a component
//! further down the graph, never up.
//!
//! *Limits.* The sum counts both arms of a branch. An indirect call has one static target: the
//! function whose address it uses.

use super::Function;
use super::body::graph::is_in_loop;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// The maximum number of guarded calls in a case: the initial value of the fuel word.
pub const FUEL: u64 = 20;
/// The maximum number of unguarded calls that one activation may cause, directly or indirectly.
pub const CALLS: u64 = 120;

/// Sets [`super::Call::guarded`] at every call site.
pub(super) fn guard(functions: &mut [Function]) {
    let mut graph = DiGraph::<(), ()>::with_capacity(functions.len(), functions.len() * 2);
    let nodes: Vec<NodeIndex> = functions.iter().map(|_| graph.add_node(())).collect();
    for (caller, function) in functions.iter().enumerate() {
        for call in function.calls() {
            graph.update_edge(nodes[caller], nodes[call.callee as usize], ());
        }
    }

    // Tarjan's algorithm yields callees before callers, so the cost of every callee outside the
    // component is known.
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

/// Guards calls of one function. Returns how many unguarded calls it may cause. `cost` is known for
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
