//! One branch less.

use crate::case::{Case, Exit};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Decides a branch for good, or joins a block with the only one that jumps to it.
///
/// Blocks that cannot be reached any more go, with their calls and edges. Nothing is left to legalisation but values that went with
/// them.
#[derive(Debug)]
pub(crate) struct RemoveBranch;

impl Mutator for RemoveBranch {
    fn name(&self) -> &'static str {
        "remove-branch"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let blocks = &case.functions[function].blocks;
        let branching = (0..blocks.len()).filter(|&b| !blocks[b].branches().is_empty());
        let branching: Vec<usize> = branching.collect();
        let Some(block) = draw::pick(rng, &branching) else {
            return false;
        };
        let Exit::If { branches, .. } = &blocks[block].exit else {
            return remap::merge_block(case, function, block);
        };
        let taken = rng.random_range(0..branches.len());
        remap::decide(case, function, block, taken);
        remap::drop_unreachable(case, function);
        true
    }
}
