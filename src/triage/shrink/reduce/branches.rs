//! Fewer branches.

use super::{Reducer, blocks};
use crate::case::{Case, Exit};
use crate::mutate::remap;
use std::ops::Range;

/// Decides for the first or the last branch for good, or takes the first or the last one out of a
/// table. Blocks that are not reached any more go.
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
        4
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        for &(function, block) in deciding(case)[sites].iter().rev() {
            let exit = &mut case.functions[function].blocks[block].exit;
            let last = exit.branches().len() - 1;
            match (way, exit) {
                (0, _) => remap::decide(case, function, block, 0),
                (1, _) => remap::decide(case, function, block, last),
                (2, Exit::Table { branches, .. }) => drop(branches.remove(0)),
                (3, Exit::Table { branches, .. }) => drop(branches.pop()),
                _ => {}
            }
        }
    }
}

/// Blocks that end in a choice.
fn deciding(case: &Case) -> Vec<(usize, usize)> {
    blocks(case, |block| block.branches().len() > 1)
}
