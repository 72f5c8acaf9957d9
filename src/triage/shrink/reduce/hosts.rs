//! Fewer functions of the host.

use super::Reducer;
use crate::case::{Case, Home};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Has functions of the host compiled, or libcalls go by names of their own.
///
/// Nothing is left to legalisation: the meaning stays the same.
#[derive(Debug)]
pub(super) struct CompileHosts;

impl Reducer for CompileHosts {
    fn name(&self) -> &'static str {
        "compile-hosts"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions.iter().filter(|f| f.home.is_host()).count()
    }

    fn ways(&self) -> usize {
        Home::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let hosts = case.functions.iter_mut().filter(|f| f.home.is_host());
        simplify(hosts.map(|f| &mut f.home), sites, way);
    }
}
