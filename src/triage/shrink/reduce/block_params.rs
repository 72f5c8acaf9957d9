//! Removes block parameters.

use super::Reducer;
use crate::case::Case;
use crate::mutate::remap;
use std::ops::Range;

/// Removes block parameters, and the arguments that branches pass for them.
///
/// Legalisation replaces their uses by recent values of the same type, or by constants.
#[derive(Debug)]
pub(super) struct DropBlockParams;

impl Reducer for DropBlockParams {
    fn name(&self) -> &'static str {
        "drop-block-params"
    }

    fn sites(&self, case: &Case) -> usize {
        params(case).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for &(function, block, at) in params(case)[sites].iter().rev() {
            remap::remove_block_param(case, function, block, at);
        }
    }
}

/// Every parameter of a block that is not an entry: function, block and index.
fn params(case: &Case) -> Vec<(usize, usize, usize)> {
    let mut params = Vec::new();
    for (function, f) in case.functions.iter().enumerate() {
        for (block, b) in f.blocks.iter().enumerate().skip(1) {
            params.extend((0..b.params.len()).map(|at| (function, block, at)));
        }
    }
    params
}
