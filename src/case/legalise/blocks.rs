//! The control-flow graph: no unreachable blocks, back edges that terminate, and sizes within the
//! limits.

use super::limits::*;
use crate::case::{Block, BlockId, Exit, Function, Signature, reached};

/// Repairs the shape of a function's graph. Operands are repaired later.
pub(super) fn legalise(function: &mut Function, signatures: &[Signature]) {
    let blocks = &mut function.blocks;
    blocks.truncate(MAX_BLOCKS);
    if blocks.is_empty() {
        blocks.push(Block {
            params: Vec::new(),
            statements: Vec::new(),
            exit: Exit::Return(Vec::new()),
        });
    }
    blocks[0].params = function.signature.params.iter().map(|p| p.ty).collect();
    for block in &mut blocks[1..] {
        block.params.truncate(MAX_BLOCK_PARAMS);
    }
    statements(blocks, signatures);
    tables(blocks);
    branches(blocks);
    drop_unreachable(blocks);
    function.laps = laps(blocks, function.laps);
}

/// Keeps as many statements from the start as the limits allow: at most [`MAX_STATEMENTS`], which
/// define at most [`MAX_VALUES`] values.
fn statements(blocks: &mut [Block], signatures: &[Signature]) {
    let (mut statements, mut values) = (0, 0);
    for block in blocks {
        block.statements.retain(|statement| {
            statements += 1;
            values += statement.defines(signatures).len();
            statements <= MAX_STATEMENTS && values <= MAX_VALUES
        });
    }
}

/// No table has more branches than a function may have blocks, and none has fewer than two.
fn tables(blocks: &mut [Block]) {
    for exit in blocks.iter_mut().map(|block| &mut block.exit) {
        let Exit::Table { branches, .. } = exit else {
            continue;
        };
        branches.truncate(MAX_BLOCKS);
        match &mut branches[..] {
            [] => *exit = Exit::Return(Vec::new()),
            [only] => *exit = Exit::Jump(only.clone()),
            _ => {}
        }
    }
}

/// Makes every branch lead to a block other than the entry. One branch of each exit leads forward,
/// so control can leave a loop. The last block has no branches.
fn branches(blocks: &mut [Block]) {
    let count = blocks.len();
    for (index, block) in blocks.iter_mut().enumerate() {
        let later = count - index - 1;
        if later == 0 && !block.exit.leaves() {
            block.exit = Exit::Return(Vec::new());
        }
        let forward = |target: usize| (index + 1 + target % later) as BlockId;
        for branch in block.exit.branches_mut() {
            let target = usize::from(branch.target);
            if target == 0 || target >= count {
                branch.target = forward(target);
            }
        }
        let stuck = !block.exit.leaves() && block.exit.onward(index).is_none();
        if stuck && let Some(last) = block.exit.branches_mut().last_mut() {
            last.target = forward(usize::from(last.target));
        }
    }
}

/// Removes blocks that no forward branch leads to. Back edges to them become forward branches.
fn drop_unreachable(blocks: &mut Vec<Block>) {
    let reached = reached(blocks);
    if reached.iter().all(|&is_reached| is_reached) {
        return;
    }
    let mut next = 0;
    // No branch uses the number of an unreachable block.
    let renumber = |&is_reached: &bool| {
        next += BlockId::from(is_reached);
        next.wrapping_sub(1)
    };
    let renumbered: Vec<BlockId> = reached.iter().map(renumber).collect();
    for (index, block) in blocks.iter_mut().enumerate().filter(|&(i, _)| reached[i]) {
        let Some(onward) = block.exit.onward(index) else {
            continue;
        };
        let onward = block.exit.branches()[onward].target;
        for branch in block.exit.branches_mut() {
            // Only a back edge can lead to an unreachable block: `reached` follows all others.
            if !reached[usize::from(branch.target)] {
                branch.target = onward;
            }
            branch.target = renumbered[usize::from(branch.target)];
        }
    }
    let mut is_reached = reached.iter();
    blocks.retain(|_| is_reached.next() == Some(&true));
}

/// The laps of a function that asks for `wanted`.
fn laps(blocks: &[Block], wanted: u8) -> u8 {
    let mut exits = blocks.iter().enumerate();
    let has_loop = exits.any(|(from, b)| b.branches().iter().any(|b| b.goes_back(from)));
    if has_loop {
        wanted.clamp(1, MAX_LAPS)
    } else {
        0
    }
}
