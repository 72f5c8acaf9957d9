//! Removes tail calls.

use super::{Reducer, blocks};
use crate::case::{Case, Exit};
use crate::mutate::remap;
use std::ops::Range;

/// Splits tail calls into a call and a return.
///
/// Needs no legalisation; the meaning stays the same.
#[derive(Debug)]
pub(super) struct SplitTailCalls;

impl Reducer for SplitTailCalls {
    fn name(&self) -> &'static str {
        "split-tail-calls"
    }

    fn sites(&self, case: &Case) -> usize {
        tail_calling(case).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for &(function, block) in tail_calling(case)[sites].iter().rev() {
            remap::split_tail_call(case, function, block);
        }
    }
}

/// Blocks that end in a tail call.
fn tail_calling(case: &Case) -> Vec<(usize, usize)> {
    blocks(case, |block| matches!(block.exit, Exit::TailCall(_)))
}
