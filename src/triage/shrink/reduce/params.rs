//! Removes parameters.

use super::Reducer;
use crate::case::{Case, Operand};
use crate::mutate::remap;
use std::ops::Range;

/// Removes parameters of functions, and the arguments passed for them.
///
/// Legalisation replaces their uses by recent values of the same type, or by constants.
#[derive(Debug)]
pub(super) struct DropParams;

impl Reducer for DropParams {
    fn name(&self) -> &'static str {
        "drop-params"
    }

    fn sites(&self, case: &Case) -> usize {
        params(case).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for &(function, at) in params(case)[sites].iter().rev() {
            remap::change_params(case, function, at, 1, &[], |_| Operand::recent(0));
        }
    }
}

/// Every parameter: function and index.
fn params(case: &Case) -> Vec<(usize, usize)> {
    let counts = case.functions.iter().map(|f| f.signature.params.len());
    let params = counts
        .enumerate()
        .map(|(f, count)| (0..count).map(move |at| (f, at)));
    params.flatten().collect()
}
