//! Removes the callers of the function that matters.

use super::Reducer;
use crate::case::{Case, FuncId, Invocation};
use crate::model::{self, Crossing};
use crate::mutate::remap;
use std::collections::BTreeSet;
use std::ops::Range;

/// Invokes called functions directly from outside, with the arguments of their first or last
/// activation. Then removes functions that are no longer reached.
///
/// Legalisation keeps at most the allowed number of invocations. Data does not have the contents
/// that it had at that call.
#[derive(Debug)]
pub(super) struct EnterCallees;

impl Reducer for EnterCallees {
    fn name(&self) -> &'static str {
        "enter-callees"
    }

    fn sites(&self, case: &Case) -> usize {
        called(case).len()
    }

    fn ways(&self) -> usize {
        2
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let first = way == 0;
        let entered = called(case).into_iter().skip(sites.start).take(sites.len());
        case.invocations = entered.filter_map(|f| activation(case, f, first)).collect();
        drop_unreached(case);
    }
}

/// The compiled functions that other functions call when the case runs, in order.
fn called(case: &Case) -> BTreeSet<FuncId> {
    let events = model::trace(case).events.into_iter();
    let inner = events.filter(|e| e.from.is_some() && e.crossing != Crossing::Return);
    let compiled = |f: &FuncId| !case.functions[*f as usize].origin.is_extern();
    inner.filter_map(|e| e.to).filter(compiled).collect()
}

/// The first or last activation of `function`, as an invocation.
fn activation(case: &Case, function: FuncId, first: bool) -> Option<Invocation> {
    let trace = model::trace(case);
    let mut entries = trace
        .events
        .iter()
        .filter(|event| event.to == Some(function) && event.crossing != Crossing::Return);
    let event = if first {
        entries.next()
    } else {
        entries.next_back()
    };
    let values = &trace.values[event?.values.clone()];
    Some(Invocation {
        function,
        args: values.iter().map(|v| v.value.bits).collect(),
    })
}

/// Removes every function that no invocation reaches.
fn drop_unreached(case: &mut Case) {
    let mut reached = vec![false; case.functions.len()];
    let mut next: Vec<FuncId> = case.invocations.iter().map(|i| i.function).collect();
    while let Some(function) = next.pop() {
        if !std::mem::replace(&mut reached[function as usize], true) {
            next.extend(case.calls(function).map(|call| call.callee));
        }
    }
    for function in (0..reached.len()).rev().filter(|&f| !reached[f]) {
        remap::remove_function(case, function as FuncId);
    }
}
