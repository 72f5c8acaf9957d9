//! Removes functions.

use super::Reducer;
use crate::case::{Case, FuncId};
use crate::mutate::remap;
use std::ops::Range;

/// Removes functions with all calls to them, their goals and their invocations.
///
/// Legalisation invokes function 0 if no invocation is left, and adds empty functions if there are
/// too few.
#[derive(Debug)]
pub(super) struct DropFunctions;

impl Reducer for DropFunctions {
    fn name(&self) -> &'static str {
        "drop-functions"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions.len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for function in sites.rev() {
            remap::remove_function(case, function as FuncId);
        }
    }
}
