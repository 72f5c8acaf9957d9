//! Fewer functions in between.

use super::Reducer;
use crate::case::{Case, FuncId};
use crate::mutate::remap;
use std::ops::Range;

/// Lets callers of a function, and invocations, go to its first or its last callee instead, and removes it.
///
/// Legalisation fits arguments to the parameters of the new callee.
#[derive(Debug)]
pub(super) struct BypassFunctions;

impl Reducer for BypassFunctions {
    fn name(&self) -> &'static str {
        "bypass-functions"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions.len()
    }

    fn ways(&self) -> usize {
        2
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        for function in sites.rev() {
            bypass(case, function as FuncId, way == 0);
        }
    }
}

fn bypass(case: &mut Case, function: FuncId, first: bool) {
    let callees = case.calls(function).map(|call| call.callee);
    let callees: Vec<FuncId> = callees.filter(|&callee| callee != function).collect();
    let callee = match first {
        true => callees.first(),
        false => callees.last(),
    };
    let Some(&callee) = callee else {
        return;
    };
    // Later sites first, so that the numbers at earlier ones are still those of the values before the change.
    for place in remap::call_sites(case).into_iter().rev() {
        if remap::call_mut(case, place).is_some_and(|call| call.callee == function) {
            remap::retarget(case, place, callee);
        }
    }
    for invocation in &mut case.invocations {
        if invocation.function == function {
            invocation.function = callee;
        }
    }
    remap::remove_function(case, function);
}
