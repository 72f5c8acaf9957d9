//! Removes flags of parameters and results.

use super::Reducer;
use crate::case::{Case, Extension, Param, Purpose, Signature};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Removes extensions and purposes from parameters and results, or makes them simpler.
///
/// Tail calls between functions whose results no longer match are split.
#[derive(Debug)]
pub(super) struct DropFlags;

impl Reducer for DropFlags {
    fn name(&self) -> &'static str {
        "drop-flags"
    }

    fn sites(&self, case: &Case) -> usize {
        let signatures = case.functions.iter().map(|f| &f.signature);
        signatures.map(|s| s.params.len() + s.results.len()).sum()
    }

    fn ways(&self) -> usize {
        Extension::WAYS + Purpose::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let signatures = case.functions.iter_mut().map(|f| &mut f.signature);
        let params = signatures.flat_map(params);
        match way.checked_sub(Extension::WAYS) {
            None => simplify(params.map(|param| &mut param.extension), sites, way),
            Some(way) => simplify(params.map(|param| &mut param.purpose), sites, way),
        }
    }
}

fn params(signature: &mut Signature) -> impl Iterator<Item = &mut Param> {
    signature.params.iter_mut().chain(&mut signature.results)
}
