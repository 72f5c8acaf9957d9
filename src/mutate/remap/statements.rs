//! Statements and call sites: inserting, removing, retargeting.

use super::exits::return_early;
use super::sites::{shift_sites, site_number};
use super::values::{Point, defined, splice, value_at};
use crate::case::{Call, Case, FuncId, Statement};

/// Every statement, in order.
pub(crate) fn statements(case: &Case) -> Vec<Point> {
    let mut places = Vec::new();
    for (function, f) in case.functions.iter().enumerate() {
        for (block, b) in f.blocks.iter().enumerate() {
            places.extend((0..b.statements.len()).map(|statement| Point {
                function,
                block,
                statement,
            }));
        }
    }
    places
}

/// Every call site, in order. The call of an exit comes last in its block.
pub(crate) fn call_sites(case: &Case) -> Vec<Point> {
    let mut places = Vec::new();
    for (function, f) in case.functions.iter().enumerate() {
        for (block, b) in f.blocks.iter().enumerate() {
            let is_call = |&s: &usize| b.statements[s].call().is_some();
            let exit = b.exit.call().map(|_| b.statements.len());
            let calls = (0..b.statements.len()).filter(is_call).chain(exit);
            places.extend(calls.map(|statement| Point {
                function,
                block,
                statement,
            }));
        }
    }
    places
}

/// The statement at `place`, which must not be an exit.
pub(crate) fn statement(case: &Case, place: Point) -> &Statement {
    &case.functions[place.function].blocks[place.block].statements[place.statement]
}

/// The statement at `place`, mutably. `place` must not be an exit.
pub(crate) fn statement_mut(case: &mut Case, place: Point) -> &mut Statement {
    &mut case.functions[place.function].blocks[place.block].statements[place.statement]
}

/// The call at `place`, if there is one.
pub(crate) fn call_mut(case: &mut Case, place: Point) -> Option<&mut Call> {
    let block = &mut case.functions[place.function].blocks[place.block];
    match block.statements.get_mut(place.statement) {
        Some(statement) => statement.call_mut(),
        None => block.exit.call_mut(),
    }
}

/// Inserts `statement` before `place`. Its operands use the numbers from before the insertion.
pub(crate) fn insert_statement(case: &mut Case, place: Point, statement: Statement) {
    let (at, width) = (value_at(case, place), defined(case, &statement));
    if statement.call().is_some() {
        let site = site_number(case, place);
        shift_sites(case, place.function, site, 0, 1);
    }
    let function = &mut case.functions[place.function];
    splice(function, at, 0, width);
    let block = &mut function.blocks[place.block];
    block.statements.insert(place.statement, statement);
}

/// Removes the statement at `place`.
pub(crate) fn remove_statement(case: &mut Case, place: Point) -> Statement {
    if call_mut(case, place).is_some() {
        let site = site_number(case, place);
        shift_sites(case, place.function, site, 1, 0);
    }
    let at = value_at(case, place);
    let block = &mut case.functions[place.function].blocks[place.block];
    let statement = block.statements.remove(place.statement);
    let width = defined(case, &statement);
    splice(&mut case.functions[place.function], at, width, 0);
    statement
}

/// Removes the call at `place`. A tail call is replaced by a return of recent values.
pub(crate) fn remove_call(case: &mut Case, place: Point) {
    let block = &case.functions[place.function].blocks[place.block];
    if place.statement < block.statements.len() {
        remove_statement(case, place);
    } else {
        return_early(case, place.function, place.block);
    }
}

/// Removes every call to function `callee`.
pub(crate) fn remove_calls(case: &mut Case, callee: FuncId) {
    for place in call_sites(case).into_iter().rev() {
        if call_mut(case, place).is_some_and(|call| call.callee == callee) {
            remove_call(case, place);
        }
    }
}

/// Changes the callee of the call at `place`. Results that the call still defines keep their
/// numbers; later values are renumbered.
pub(crate) fn retarget(case: &mut Case, place: Point, callee: FuncId) {
    let at = value_at(case, place);
    let added = case.functions[callee as usize].signature.results.len() as u32;
    let Some(call) = call_mut(case, place) else {
        return;
    };
    let old = std::mem::replace(&mut call.callee, callee);
    let block = &case.functions[place.function].blocks[place.block];
    if place.statement < block.statements.len() {
        let removed = case.functions[old as usize].signature.results.len() as u32;
        splice(&mut case.functions[place.function], at, removed, added);
    }
}
