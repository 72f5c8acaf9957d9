//! From a call and a return to a tail call.

use crate::case::{Case, Convention, Exit, Statement};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Turns a call directly before a return into a tail call. Both functions become of convention tail, and one of them takes the
/// other's results if they differ.
///
/// Nothing is left to legalisation. Other tail calls of a function whose results change are taken apart.
#[derive(Debug)]
pub(crate) struct MakeTailCall;

impl Mutator for MakeTailCall {
    fn name(&self) -> &'static str {
        "make-tail-call"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let mut candidates = Vec::new();
        for (index, function) in case.functions.iter().enumerate() {
            for block in 0..function.blocks.len() {
                if let Some(call) = remap::last_call(case, index, block) {
                    candidates.push((index, block, call.callee as usize));
                }
            }
        }
        let Some((caller, block, callee)) = draw::pick(rng, &candidates) else {
            return false;
        };
        agree(case, rng, caller, callee);
        end_in_tail_call(case, caller, block);
        true
    }
}

/// Makes the signatures of `caller` and `callee` such that the one may end in a tail call to the other.
fn agree(case: &mut Case, rng: &mut StdRng, caller: usize, callee: usize) {
    for function in [caller, callee] {
        case.functions[function].signature.convention = Convention::Tail;
    }
    let (from, to) = match draw::once_in(rng, 2) {
        true => (caller, callee),
        false => (callee, caller),
    };
    let results = case.functions[from].signature.results.clone();
    if case.functions[to].signature.results != results {
        remap::set_results(case, to, &results);
    }
}

/// Moves the last statement of a block, a call, to its exit.
fn end_in_tail_call(case: &mut Case, function: usize, block: usize) {
    let place = remap::Place {
        function,
        block,
        statement: case.functions[function].blocks[block].statements.len() - 1,
    };
    let first = remap::value_at(case, place);
    let Some(Statement::Call(call)) = case.functions[function].blocks[block].statements.pop()
    else {
        return;
    };
    let width = case.functions[call.callee as usize].signature.results.len();
    let function = &mut case.functions[function];
    function.blocks[block].exit = Exit::TailCall(call);
    remap::splice(function, first, width as u32, 0);
}
