//! Removes a branch.

use crate::case::Case;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Makes a conditional branch unconditional, or merges a block with the next one if only it jumps
/// there.
///
/// Unreachable blocks go, with their calls and goals. Legalisation replaces only uses of the values
/// that went with them.
#[derive(Debug)]
pub(crate) struct RemoveBranch;

impl Mutator for RemoveBranch {
    fn name(&self) -> &'static str {
        "remove-branch"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let branching = |function: usize| {
            let blocks = case.functions[function].blocks.iter().enumerate();
            let branching = blocks.filter(|(_, block)| !block.branches().is_empty());
            branching.map(move |(index, _)| (function, index))
        };
        let places: Vec<(usize, usize)> = (0..case.functions.len()).flat_map(branching).collect();
        let Some((function, block)) = draw::pick(rng, &places) else {
            return false;
        };
        let branches = case.functions[function].blocks[block].branches().len();
        if branches == 1 {
            return remap::merge_block(case, function, block);
        }
        let taken = rng.random_range(0..branches);
        remap::decide(case, function, block, taken);
        remap::drop_unreachable(case, function);
        true
    }
}
