//! Returns earlier.

use super::{Reducer, blocks};
use crate::case::{Case, Exit};
use crate::mutate::remap;
use std::ops::Range;

/// Makes blocks return recent values, whatever their exits were, and removes blocks that become
/// unreachable.
///
/// Legalisation resolves the values.
#[derive(Debug)]
pub(super) struct ReturnEarly;

impl Reducer for ReturnEarly {
    fn name(&self) -> &'static str {
        "return-early"
    }

    fn sites(&self, case: &Case) -> usize {
        going_on(case).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for &(function, block) in going_on(case)[sites].iter().rev() {
            remap::return_early(case, function, block);
        }
    }
}

/// Blocks whose exit is not a return.
fn going_on(case: &Case) -> Vec<(usize, usize)> {
    blocks(case, |block| !matches!(block.exit, Exit::Return(_)))
}
