//! Fewer branches.

use super::{Reducer, blocks};
use crate::case::Case;
use crate::mutate::remap;
use std::ops::Range;

/// Decides conditions for good; what is not reached any more goes.
///
/// Nothing is left to legalisation but values that went with it.
#[derive(Debug)]
pub(super) struct DecideBranches;

impl Reducer for DecideBranches {
    fn name(&self) -> &'static str {
        "decide-branches"
    }

    fn sites(&self, case: &Case) -> usize {
        deciding(case).len()
    }

    fn ways(&self) -> usize {
        2
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        for &(function, block) in deciding(case)[sites].iter().rev() {
            remap::decide(case, function, block, way);
        }
    }
}

/// Blocks that end in a choice.
fn deciding(case: &Case) -> Vec<(usize, usize)> {
    blocks(case, |block| block.branches().len() > 1)
}
