//! Removes branches.

use super::{Reducer, blocks};
use crate::case::{Case, Exit};
use crate::mutate::remap;
use std::ops::Range;

/// Always takes the first or the last branch, or removes the first or the last branch of a table.
/// Removes blocks that become unreachable.
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

/// Blocks that end in a conditional branch.
fn deciding(case: &Case) -> Vec<(usize, usize)> {
    blocks(case, |block| block.branches().len() > 1)
}
