//! Functions: adding and removing one, and renaming whatever names functions by index.

use super::statements::remove_calls;
use crate::case::{Address, Case, FuncId, Function, Spot};

/// Appends a function with its spot, last in the order of definition, and returns its index. The
/// function must be legal in this case.
pub(crate) fn add_function(case: &mut Case, function: Function, spot: Spot) -> FuncId {
    let index = case.functions.len() as FuncId;
    case.functions.push(function);
    case.placement.spots.push(spot);
    case.life_cycle.push(index);
    index
}

/// Removes a function with all calls to it, its addresses in data, its goals and its invocations.
/// Later functions move up by one.
pub(crate) fn remove_function(case: &mut Case, index: FuncId) {
    remove_calls(case, index);
    case.functions.remove(index as usize);
    case.placement.spots.remove(index as usize);
    case.placement.goals.retain(|goal| goal.caller != index);
    case.invocations.retain(|i| i.function != index);
    let move_up = |f: FuncId| f - FuncId::from(f > index);
    rename_callees(&mut case.functions, move_up);
    for object in &mut case.data {
        let addresses = &mut object.addresses;
        addresses.retain(|&address| address != Address::Function(index));
        for address in addresses {
            if let Address::Function(function) = address {
                *function = move_up(*function);
            }
        }
    }
    for goal in &mut case.placement.goals {
        goal.caller = move_up(goal.caller);
    }
    for batch in case.life_cycle.batches_mut() {
        batch.functions.retain(|&f| f != index);
        for f in &mut batch.functions {
            *f = move_up(*f);
        }
    }
    for invocation in &mut case.invocations {
        invocation.function = move_up(invocation.function);
    }
}

/// Renames the callees of `functions`.
pub(crate) fn rename_callees(functions: &mut [Function], to: impl Fn(FuncId) -> FuncId) {
    for call in functions.iter_mut().flat_map(Function::calls_mut) {
        call.callee = to(call.callee);
    }
}
