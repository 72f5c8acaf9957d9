//! Signatures: changing a function's parameters or results, at its definition and at all of its
//! call sites.

use super::exits::split_tail_call;
use super::statements::{call_mut, call_sites};
use super::values::{rename, splice, value_at};
use crate::case::limits::MAX_BEFORE_CONTEXT;
use crate::case::{Case, Exit, Operand, Param, Signature, ValueId};

/// Replaces `removed` parameters of `function`, from index `at` on, by `added`. For each added
/// parameter, call sites pass what `operand` returns, and invocations pass zero.
pub(crate) fn change_params(
    case: &mut Case,
    function: usize,
    at: usize,
    removed: usize,
    added: &[Param],
    mut operand: impl FnMut(Param) -> Operand,
) {
    let gone = at..at + removed;
    for place in call_sites(case) {
        if let Some(call) = call_mut(case, place)
            && call.callee as usize == function
        {
            call.args
                .splice(gone.clone(), added.iter().map(|&p| operand(p)));
        }
    }
    for invocation in &mut case.invocations {
        if invocation.function as usize == function {
            let zeros = added.iter().map(|_| 0);
            invocation.args.splice(gone.clone(), zeros);
        }
    }
    let function = &mut case.functions[function];
    function
        .signature
        .params
        .splice(gone.clone(), added.iter().copied());
    let types = added.iter().map(|p| p.ty);
    function.blocks[0].params.splice(gone, types);
    splice(function, at as ValueId, removed as u32, added.len() as u32);
}

/// Adjusts a permutation of the parameters of `signature` so that the context parameter stays early
/// enough to be legal.
pub(crate) fn keep_context_early(signature: &Signature, order: &mut [usize]) {
    if let Some((context, _)) = signature.context() {
        let at = order.iter().position(|&old| old == context);
        let at = at.expect("an order has every parameter");
        if at > MAX_BEFORE_CONTEXT {
            // Any early index is legal; deriving it from `at` makes all of them occur.
            order.swap(at, at % (MAX_BEFORE_CONTEXT + 1));
        }
    }
}

/// Moves parameter `order[i]` of `function` to index i, with all of its arguments, so that the
/// function computes the same. A libcall whose signature changes becomes an ordinary extern
/// function.
pub(crate) fn permute_params(case: &mut Case, function: usize, order: &[usize]) {
    for place in call_sites(case) {
        if let Some(call) = call_mut(case, place)
            && call.callee as usize == function
        {
            permute(&mut call.args, order);
        }
    }
    for invocation in &mut case.invocations {
        if invocation.function as usize == function {
            permute(&mut invocation.args, order);
        }
    }
    let function = &mut case.functions[function];
    permute(&mut function.signature.params, order);
    function.origin = function.origin.fitting(&function.signature);
    permute(&mut function.blocks[0].params, order);
    let mut numbers = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        numbers[old] = new as ValueId;
    }
    rename(function, |value| {
        Operand::Value(*numbers.get(value as usize).unwrap_or(&value))
    });
}

fn permute<T: Copy>(list: &mut [T], order: &[usize]) {
    let old = list.to_vec();
    for (slot, &from) in list.iter_mut().zip(order) {
        *slot = old[from];
    }
}

/// Replaces `removed` results of `function`, from index `at` on, by `added`. The function returns
/// recent values for the added ones.
///
/// Tail calls to and from the function are split first, while their results still match, except
/// those to itself.
pub(crate) fn change_results(
    case: &mut Case,
    function: usize,
    at: usize,
    removed: usize,
    added: &[Param],
) {
    split_tail_calls(case, function);
    replace_results(case, function, at, removed, added);
}

/// Like [`change_results`], but leaves tail calls alone: the caller changes both of their sides in
/// the same way.
pub(crate) fn replace_results(
    case: &mut Case,
    function: usize,
    at: usize,
    removed: usize,
    added: &[Param],
) {
    // Later sites first, so that value numbers at earlier sites are still those from before the
    // change.
    for place in call_sites(case).into_iter().rev() {
        let block = &case.functions[place.function].blocks[place.block];
        let is_tail = place.statement == block.statements.len();
        let first = value_at(case, place) + at as ValueId;
        if !is_tail && call_mut(case, place).is_some_and(|c| c.callee as usize == function) {
            let caller = &mut case.functions[place.function];
            splice(caller, first, removed as u32, added.len() as u32);
        }
    }
    let function = &mut case.functions[function];
    let gone = at..at + removed;
    function
        .signature
        .results
        .splice(gone.clone(), added.iter().copied());
    for block in &mut function.blocks {
        if let Exit::Return(values) = &mut block.exit {
            let recent = (0..added.len() as u32).map(Operand::recent);
            values.splice(gone.clone(), recent);
        }
    }
}

/// Splits every tail call that has `function` on exactly one side.
pub(crate) fn split_tail_calls(case: &mut Case, function: usize) {
    for place in call_sites(case) {
        let callee = call_mut(case, place).map(|call| call.callee as usize);
        if (place.function == function) != (callee == Some(function)) {
            let block = &case.functions[place.function].blocks[place.block];
            if place.statement == block.statements.len() {
                split_tail_call(case, place.function, place.block);
            }
        }
    }
}

/// Replaces all results of `function`.
pub(crate) fn set_results(case: &mut Case, function: usize, results: &[Param]) {
    let old = case.functions[function].signature.results.len();
    change_results(case, function, 0, old, results);
}
