//! Exits: replacing the end of a block.

use super::sites::{shift_sites, site_number};
use super::values::{Point, splice, value_at};
use crate::case::{Call, Case, Exit, Operand, Statement, ValueId};

/// The exit of a block.
pub(super) fn exit_of(case: &Case, function: usize, block: usize) -> Point {
    Point {
        function,
        block,
        statement: case.functions[function].blocks[block].statements.len(),
    }
}

/// Makes a block return recent values, whatever its exit was. Leaves unreachable blocks to
/// [`drop_unreachable`].
pub(crate) fn return_early(case: &mut Case, function: usize, block: usize) {
    if case.functions[function].blocks[block].exit.call().is_some() {
        let site = site_number(case, exit_of(case, function, block));
        shift_sites(case, function, site, 1, 0);
    }
    let function = &mut case.functions[function];
    let results = function.signature.results.len() as u32;
    function.blocks[block].exit = Exit::Return((0..results).map(Operand::recent).collect());
}

/// Turns the tail call that ends a block into a call and a return of its results. Returns whether
/// there was one.
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
        if given.get(i).is_some_and(|g| g.ty == result.ty) {
            Operand::Value(at + i as ValueId)
        } else {
            Operand::recent(0)
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
