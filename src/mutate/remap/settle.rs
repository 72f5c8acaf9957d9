//! What legalisation would repair without regard to value numbers, done with regard to them.

use super::blocks::{drop_unreachable, exit_of};
use super::signatures::change_results;
use super::values::{splice, value_at};
use crate::case::{Call, Case, Exit, Operand, Statement, ValueId};

/// Removes results that the target does not allow, takes apart every tail call that the signatures forbid, and drops unreachable blocks. Comes
/// after each mutation, before legalisation.
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

/// Turns the tail call that ends a block into a call and a return of what it gave. Gives whether there was one.
pub(crate) fn split_tail_call(case: &mut Case, function: usize, block: usize) -> bool {
    let at = value_at(case, exit_of(case, function, block));
    let results = &case.functions[function].signature.results;
    let Exit::TailCall(call) = &case.functions[function].blocks[block].exit else {
        return false;
    };
    let call: Call = call.clone();
    let given = &case.functions[call.callee as usize].signature.results;
    let width = given.len() as u32;
    let returned = results.iter().enumerate().map(|(i, result)| {
        match given.get(i).is_some_and(|g| g.ty == result.ty) {
            true => Operand::Value(at + i as ValueId),
            false => Operand::recent(0),
        }
    });
    let exit = Exit::Return(returned.collect());
    let function = &mut case.functions[function];
    splice(function, at, 0, width);
    function.blocks[block]
        .statements
        .push(Statement::Call(call));
    function.blocks[block].exit = exit;
    true
}
