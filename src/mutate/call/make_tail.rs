//! Turns a call and a return into a tail call.

use crate::case::{Case, Convention, Exit, Purpose, Statement};
use crate::mutate::remap::Point;
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Turns the last call of a block that returns into a tail call, and drops the statements after it.
/// Both functions get convention tail. If their results differ, one of them takes the other's. If
/// only one of them has an sret parameter, that parameter becomes an ordinary one.
///
/// Needs no legalisation. Other tail calls of a function whose results change are split.
#[derive(Debug)]
pub(crate) struct MakeTailCall;

impl Mutator for MakeTailCall {
    fn name(&self) -> &'static str {
        "make-tail-call"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let Some((place, callee)) = draw::pick(rng, &last_calls(case)) else {
            return false;
        };
        let behind = place.statement + 1;
        let block = &case.functions[place.function].blocks[place.block];
        for statement in (behind..block.statements.len()).rev() {
            remap::remove_statement(case, Point { statement, ..place });
        }
        agree(case, rng, place.function, callee);
        end_in_tail_call(case, place);
        true
    }
}

/// The last call of each block that returns, with its callee, unless the callee is extern.
fn last_calls(case: &Case) -> Vec<(Point, usize)> {
    let mut last: Vec<(Point, usize)> = Vec::new();
    for place in remap::call_sites(case) {
        let block = &case.functions[place.function].blocks[place.block];
        let (Some(Statement::Call(call)), Exit::Return(_)) =
            (block.statements.get(place.statement), &block.exit)
        else {
            continue;
        };
        let same = |(p, _): &(Point, usize)| (p.function, p.block) == (place.function, place.block);
        if last.last().is_some_and(same) {
            last.pop();
        }
        last.push((place, call.callee as usize));
    }
    last.retain(|&(_, callee)| !case.functions[callee].origin.is_extern());
    last
}

/// Adapts the signatures of `caller` and `callee` so that `caller` may end in a tail call to
/// `callee`.
fn agree(case: &mut Case, rng: &mut StdRng, caller: usize, callee: usize) {
    for function in [caller, callee] {
        case.functions[function].signature.convention = Convention::Tail;
    }
    let has_address = |f: usize| case.functions[f].signature.struct_return().is_some();
    if has_address(caller) != has_address(callee) {
        for function in [caller, callee] {
            let signature = &mut case.functions[function].signature;
            if let Some(address) = signature.struct_return() {
                signature.params[address].purpose = Purpose::Normal;
            }
        }
    }
    let (from, to) = if draw::once_in(rng, 2) {
        (caller, callee)
    } else {
        (callee, caller)
    };
    let results = case.functions[from].signature.results.clone();
    if case.functions[to].signature.results != results {
        remap::set_results(case, to, &results);
    }
}

/// Moves the call at `place`, the last statement of its block, into the exit.
fn end_in_tail_call(case: &mut Case, place: Point) {
    let first = remap::value_at(case, place);
    let block = &mut case.functions[place.function].blocks[place.block];
    let Some(Statement::Call(call)) = block.statements.pop() else {
        return;
    };
    let callee = call.callee as usize;
    block.exit = Exit::TailCall(call);
    let width = case.functions[callee].signature.results.len();
    let function = &mut case.functions[place.function];
    remap::splice(function, first, width as u32, 0);
}
