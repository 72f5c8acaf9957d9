//! Removes extern functions.

use super::Reducer;
use crate::case::{Case, Origin};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Turns extern functions into compiled ones, or libcalls into ordinary extern functions.
///
/// Needs no legalisation; the meaning stays the same.
#[derive(Debug)]
pub(super) struct CompileExterns;

impl Reducer for CompileExterns {
    fn name(&self) -> &'static str {
        "compile-externs"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions
            .iter()
            .filter(|f| f.origin.is_extern())
            .count()
    }

    fn ways(&self) -> usize {
        Origin::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let hosts = case.functions.iter_mut().filter(|f| f.origin.is_extern());
        simplify(hosts.map(|f| &mut f.origin), sites, way);
    }
}
