//! Fewer extensions.

use super::Reducer;
use crate::case::{Case, Extension, Signature};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Takes extension flags from parameters and results.
///
/// Tail calls whose results now differ are taken apart.
#[derive(Debug)]
pub(super) struct SimplifyExtensions;

impl Reducer for SimplifyExtensions {
    fn name(&self) -> &'static str {
        "simplify-extensions"
    }

    fn sites(&self, case: &Case) -> usize {
        let signatures = case.functions.iter().map(|f| &f.signature);
        signatures.map(|s| s.params.len() + s.results.len()).sum()
    }

    fn ways(&self) -> usize {
        Extension::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let signatures = case.functions.iter_mut().map(|f| &mut f.signature);
        let parts = signatures.flat_map(
            |Signature {
                 params, results, ..
             }| {
                let both = params.iter_mut().chain(results);
                both.map(|param| &mut param.extension)
            },
        );
        simplify(parts, sites, way);
    }
}
