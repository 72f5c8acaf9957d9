//! Merges blocks.

use super::{Reducer, blocks};
use crate::case::Case;
use crate::mutate::remap;
use std::ops::Range;

/// Merges blocks with the next one, if nothing else leads there.
///
/// Needs no legalisation; the meaning stays the same.
#[derive(Debug)]
pub(super) struct MergeBlocks;

impl Reducer for MergeBlocks {
    fn name(&self) -> &'static str {
        "merge-blocks"
    }

    fn sites(&self, case: &Case) -> usize {
        jumping(case).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for &(function, block) in jumping(case)[sites].iter().rev() {
            remap::merge_block(case, function, block);
        }
    }
}

/// Blocks that end in a jump.
fn jumping(case: &Case) -> Vec<(usize, usize)> {
    blocks(case, |block| block.branches().len() == 1)
}
