//! Removes functions in the middle of a call chain.

use super::Reducer;
use crate::case::{Case, FuncId};
use crate::mutate::remap;
use std::ops::Range;

/// Redirects calls and invocations of a function to its first or last callee, and removes the
/// function.
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
    let callee = if first {
        callees.first()
    } else {
        callees.last()
    };
    let Some(&callee) = callee else {
        return;
    };
    // Later sites first, so that value numbers at earlier sites are still those from before the
    // change.
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
