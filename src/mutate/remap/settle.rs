//! Repairs that legalisation would make without renaming values, made with renaming.

use super::blocks::drop_unreachable;
use super::exits::split_tail_call;
use super::signatures::change_results;
use crate::case::{Case, Exit};

/// Removes results that the target does not allow, splits every tail call that the signatures
/// forbid, and drops unreachable blocks. Runs after each mutation, before legalisation.
pub(crate) fn settle(case: &mut Case) {
    for function in 0..case.functions.len() {
        let signature = &case.functions[function].signature;
        let fits = case
            .target
            .returns(signature.convention, &signature.results);
        for at in (0..fits.len()).rev().filter(|&at| !fits[at]) {
            change_results(case, function, at, 1, &[]);
        }
    }
    for function in 0..case.functions.len() {
        for block in 0..case.functions[function].blocks.len() {
            let caller = &case.functions[function];
            if let Exit::TailCall(call) = &caller.blocks[block].exit {
                let callee = &case.functions[call.callee as usize];
                if !caller.signature.can_tail_call(&callee.signature) {
                    split_tail_call(case, function, block);
                }
            }
        }
        drop_unreachable(case, function);
    }
}
