//! Simplifies how calls reach their callees.

use super::Reducer;
use crate::case::{CallKind, Case, Function};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Makes calls reach their callees directly, and as colocated functions.
///
/// Legalisation puts functions with near references to each other into one region. It turns every
/// other reference to or from the callee of a far goal into a far reference.
#[derive(Debug)]
pub(super) struct SimplifyKinds;

impl Reducer for SimplifyKinds {
    fn name(&self) -> &'static str {
        "simplify-kinds"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions.iter().flat_map(Function::calls).count()
    }

    fn ways(&self) -> usize {
        CallKind::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let calls = case.functions.iter_mut().flat_map(Function::calls_mut);
        let parts = calls.map(|call| &mut call.kind);
        simplify(parts, sites, way);
    }
}
