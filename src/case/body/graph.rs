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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Branch, Exit, Operand};

    /// Blocks with these targets, of which each ends in a return, a jump or a table.
    fn blocks(targets: &[&[u16]]) -> Vec<Block> {
        let exit = |targets: &[u16]| match *targets {
            [] => Exit::Return(Vec::new()),
            [target] => Exit::Jump(Branch::to(target)),
            _ => Exit::Table {
                index: Operand::Const(0),
                branches: targets.iter().map(|&target| Branch::to(target)).collect(),
            },
        };
        let block = |&targets: &&[u16]| Block {
            params: Vec::new(),
            statements: Vec::new(),
            exit: exit(targets),
        };
        targets.iter().map(block).collect()
    }

    #[test]
    fn a_loop_with_two_entries_is_dominated_by_what_comes_before_both() {
        // 0 leads to 1 and 2; 1 and 2 lead to each other, and 2 leads on.
        let blocks = blocks(&[&[1, 2], &[2], &[1, 3], &[]]);
        assert_eq!(
            immediate_dominators(&blocks),
            [None, Some(0), Some(0), Some(2)]
        );
        let looped: Vec<usize> = (0..4).filter(|&index| is_in_loop(&blocks, index)).collect();
        assert_eq!(looped, [1, 2]);
    }

    #[test]
    fn a_back_edge_takes_dominance_away_from_a_block_that_it_leads_around() {
        // Without the edge from 4 to 2, block 1 would dominate 2 and 3.
        let blocks = blocks(&[&[1, 4], &[2], &[3], &[], &[2, 5], &[]]);
        assert_eq!(
            immediate_dominators(&blocks),
            [None, Some(0), Some(0), Some(2), Some(0), Some(4)]
        );
    }

    #[test]
    fn only_forward_branches_reach() {
        let blocks = blocks(&[&[2], &[3], &[1, 3], &[]]);
        assert_eq!(reached(&blocks), [true, false, true, true]);
    }
}
