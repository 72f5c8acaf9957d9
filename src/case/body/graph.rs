//! The control-flow graph: what can be reached, what dominates what, what is in a loop.

use super::Block;

/// Which blocks can be reached from the entry by forward branches alone.
pub(crate) fn reached(blocks: &[Block]) -> Vec<bool> {
    let mut reached = vec![false; blocks.len()];
    reached[0] = true;
    // Forward branches lead to higher indices, so one pass in the order of indices is enough.
    for (index, block) in blocks.iter().enumerate() {
        if reached[index] {
            for branch in block.branches().iter().filter(|b| !b.goes_back(index)) {
                reached[usize::from(branch.target)] = true;
            }
        }
    }
    reached
}

/// The immediate dominator of each block but the entry; each comes before its block. All blocks can
/// be reached.
///
/// Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm": the order of indices is a
/// reverse postorder, and back edges make another pass necessary only where a loop has two entries.
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

/// Whether some back edge leads over block `index`, so that it may be executed once a lap.
pub(in crate::case) fn is_in_loop(blocks: &[Block], index: usize) -> bool {
    let mut behind = blocks.iter().enumerate().skip(index);
    behind.any(|(from, block)| {
        let mut branches = block.branches().iter();
        branches.any(|branch| branch.goes_back(from) && usize::from(branch.target) <= index)
    })
}
