//! Removes branches.

use super::{Reducer, blocks};
use crate::case::Case;
use crate::mutate::remap;
use std::ops::Range;

/// Makes conditional branches unconditional, and removes blocks that become unreachable.
///
/// Legalisation replaces only uses of the values that went with them.
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

/// Blocks that end in a conditional branch.
fn deciding(case: &Case) -> Vec<(usize, usize)> {
    blocks(case, |block| block.branches().len() > 1)
}
