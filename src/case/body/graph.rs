//! The control-flow graph: reachability, dominators and loops.

use super::Block;

/// Which blocks are reachable from the entry by forward branches alone.
pub(crate) fn reached(blocks: &[Block]) -> Vec<bool> {
    let mut reached = vec![false; blocks.len()];
    reached[0] = true;
    // Forward branches lead to higher indices, so one pass in index order is enough.
    for (index, block) in blocks.iter().enumerate() {
        if reached[index] {
            for branch in block.branches().iter().filter(|b| !b.goes_back(index)) {
                reached[usize::from(branch.target)] = true;
            }
        }
    }
    reached
}

/// The immediate dominator of each block, which comes before the block; none for the entry. All
/// blocks must be reachable.
///
/// Algorithm: Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm". Index order is a
/// reverse postorder. Only a loop with two entries needs more than one pass.
pub(in crate::case) fn immediate_dominators(blocks: &[Block]) -> Vec<Option<usize>> {
    let mut idoms: Vec<Option<usize>> = vec![None; blocks.len()];
    let mut branches = blocks.iter().enumerate();
    let has_loops = branches.any(|(from, b)| b.branches().iter().any(|b| b.goes_back(from)));
    loop {
        let mut changed = false;
        for (index, block) in blocks.iter().enumerate() {
            for branch in block.branches() {
                let target = usize::from(branch.target);
                let new = match idoms[target] {
                    None => index,
                    Some(other) => common_dominator(&idoms, other, index),
                };
                changed |= idoms[target].replace(new) != Some(new);
            }
        }
        // Without back edges, one pass visits every predecessor before its successors.
        if !changed || !has_loops {
            return idoms;
        }
    }
}

fn common_dominator(idoms: &[Option<usize>], mut a: usize, mut b: usize) -> usize {
    while a != b {
        let deeper = if a > b { &mut a } else { &mut b };
        *deeper = idoms[*deeper].expect("only the entry, block 0, has no dominator");
    }
    a
}

/// Whether some back edge spans block `index`, so it may be executed once for each lap.
pub(in crate::case) fn is_in_loop(blocks: &[Block], index: usize) -> bool {
    let mut behind = blocks.iter().enumerate().skip(index);
    behind.any(|(from, block)| {
        let mut branches = block.branches().iter();
        branches.any(|branch| branch.goes_back(from) && usize::from(branch.target) <= index)
    })
}
