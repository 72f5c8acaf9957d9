//! The control-flow graph: forward branches, no unreachable block, and few enough of everything.

use super::limits::*;
use crate::case::{Block, BlockId, Exit, Function, Signature, Statement};

/// Repairs the shape of a function's graph; operands come later.
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
    branches(blocks);
    drop_unreachable(blocks);
}

/// At most [`MAX_STATEMENTS`] statements that define at most [`MAX_VALUES`] values: the first ones.
fn statements(blocks: &mut [Block], signatures: &[Signature]) {
    let (mut statements, mut values) = (0, 0);
    for block in blocks {
        block.statements.retain(|statement| {
            statements += 1;
            values += defined(statement, signatures);
            statements <= MAX_STATEMENTS && values <= MAX_VALUES
        });
    }
}

/// How many values `statement` defines.
fn defined(statement: &Statement, signatures: &[Signature]) -> usize {
    match statement {
        Statement::Op { .. } | Statement::Load { .. } | Statement::SlotLoad { .. } => 1,
        Statement::Store { .. } | Statement::SlotStore { .. } => 0,
        Statement::Call(call) => signatures[call.callee as usize].results.len(),
    }
}

/// Every branch leads to a later block; the last block has none.
fn branches(blocks: &mut [Block]) {
    let count = blocks.len();
    for (index, block) in blocks.iter_mut().enumerate() {
        let later = count - index - 1;
        if later == 0 && !block.exit.branches().is_empty() {
            block.exit = Exit::Return(Vec::new());
        }
        for branch in block.exit.branches_mut() {
            let target = branch.target as usize;
            if target <= index || target >= count {
                branch.target = (index + 1 + target % later) as BlockId;
            }
        }
    }
}

fn drop_unreachable(blocks: &mut Vec<Block>) {
    let mut reached = vec![false; blocks.len()];
    reached[0] = true;
    for index in 0..blocks.len() {
        if reached[index] {
            for branch in blocks[index].branches() {
                reached[branch.target as usize] = true;
            }
        }
    }
    let mut next = 0;
    let renumbered: Vec<BlockId> = reached
        .iter()
        .map(|&r| {
            next += BlockId::from(r);
            next.wrapping_sub(1)
        })
        .collect();
    let mut index = 0;
    blocks.retain(|_| {
        index += 1;
        reached[index - 1]
    });
    for block in blocks {
        for branch in block.exit.branches_mut() {
            branch.target = renumbered[branch.target as usize];
        }
    }
}
