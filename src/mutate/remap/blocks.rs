//! Blocks: splitting, inserting, merging, removing.

use super::exits::exit_of;
use super::sites::{shift_sites, site_number};
use super::values::{Point, rename, splice, value_at};
use crate::case::{Block, BlockId, Branch, Case, Exit, Function, Operand, ValueId, reached};

/// Splits a block before `place`: the rest becomes the next block, and the first half jumps to it.
pub(crate) fn split_block(case: &mut Case, place: Point) {
    let function = &mut case.functions[place.function];
    let next = place.block + 1;
    shift_targets(function, next, 0, 1);
    let block = &mut function.blocks[place.block];
    let statements = block.statements.split_off(place.statement);
    let jump = Exit::Jump(Branch::to(next as BlockId));
    let exit = std::mem::replace(&mut block.exit, jump);
    function.blocks.insert(
        next,
        Block {
            params: Vec::new(),
            statements,
            exit,
        },
    );
}

/// Inserts `block` at index `index` of a function, which must not be the entry. Its operands use
/// the numbers from before the insertion, its branches those from after.
pub(crate) fn insert_block(case: &mut Case, function: usize, index: usize, block: Block) {
    let at = block_end(case, function, index - 1);
    let width = block.width(case) as u32;
    let site = site_number(case, exit_of(case, function, index - 1));
    let has_call = case.functions[function].blocks[index - 1]
        .exit
        .call()
        .is_some();
    let calls = block.calls().count() as u16;
    shift_sites(case, function, site + u16::from(has_call), 0, calls);
    let function = &mut case.functions[function];
    splice(function, at, 0, width);
    shift_targets(function, index, 0, 1);
    function.blocks.insert(index, block);
}

/// Makes a block that ends in a conditional branch always take branch `taken`, if it has that many.
/// Leaves unreachable blocks to [`drop_unreachable`].
pub(crate) fn decide(case: &mut Case, function: usize, block: usize, taken: usize) {
    let exit = &mut case.functions[function].blocks[block].exit;
    if let Some(branch) = exit.branches().get(taken) {
        *exit = Exit::Jump(branch.clone());
    }
}

/// Removes parameter `at` of a block other than the entry, and the arguments that branches pass for
/// it.
pub(crate) fn remove_block_param(case: &mut Case, function: usize, block: usize, at: usize) {
    let first = Point {
        function,
        block,
        statement: 0,
    };
    let params = case.functions[function].blocks[block].params.len();
    let value = value_at(case, first) - (params - at) as ValueId;
    let function = &mut case.functions[function];
    splice(function, value, 1, 0);
    function.blocks[block].params.remove(at);
    for source in &mut function.blocks {
        for branch in source.exit.branches_mut() {
            if branch.target as usize == block {
                branch.args.remove(at);
            }
        }
    }
}

/// Removes unreachable blocks. Legalisation does so too, but does not rename operands.
pub(crate) fn drop_unreachable(case: &mut Case, function: usize) {
    let reached = reached(&case.functions[function].blocks);
    for index in (0..reached.len()).rev().filter(|&index| !reached[index]) {
        remove_block(case, function, index);
    }
}

/// Removes block `index`, which must not be the target of any branch.
fn remove_block(case: &mut Case, function: usize, index: usize) {
    let block = &case.functions[function].blocks[index];
    let width = block.width(case) as u32;
    let calls = block.calls().count() as u16;
    let first = Point {
        function,
        block: index,
        statement: 0,
    };
    let at = value_at(case, first) - block.params.len() as ValueId;
    let site = site_number(case, first);
    shift_sites(case, function, site, calls, 0);
    let function = &mut case.functions[function];
    function.blocks.remove(index);
    splice(function, at, width, 0);
    shift_targets(function, index, 1, 0);
}

/// Appends the next block to block `index`, if that one jumps to it and no other branch does. The
/// next block's parameters are replaced by the arguments of the jump. Returns whether it merged
/// them.
pub(crate) fn merge_block(case: &mut Case, function: usize, index: usize) -> bool {
    let next = index + 1;
    let blocks = &case.functions[function].blocks;
    let is_next = |b: &&Branch| b.target as usize == next;
    let sources = blocks.iter().flat_map(Block::branches).filter(is_next);
    let Exit::Jump(jump) = &blocks[index].exit else {
        return false;
    };
    if jump.target as usize != next || sources.count() != 1 {
        return false;
    }
    let args = jump.args.clone();
    let start = block_end(case, function, index);
    let function = &mut case.functions[function];
    let mut block = function.blocks.remove(next);
    function.blocks[index]
        .statements
        .append(&mut block.statements);
    function.blocks[index].exit = block.exit;
    shift_targets(function, next, 1, 0);
    // The values from `start` on are the next block's parameters, which become the arguments. Later
    // values move up by their number.
    rename(function, |value| match value.checked_sub(start) {
        None => Operand::Value(value),
        Some(i) => match args.get(i as usize) {
            Some(&arg) => arg,
            None => Operand::Value(value - args.len() as ValueId),
        },
    });
    true
}

/// The number of the first value after a block.
fn block_end(case: &Case, function: usize, block: usize) -> ValueId {
    value_at(case, exit_of(case, function, block))
}

/// Renumbers branch targets from block `at` on when `removed` blocks there are replaced by `added`
/// others.
fn shift_targets(function: &mut Function, at: usize, removed: BlockId, added: BlockId) {
    for block in &mut function.blocks {
        for branch in block.exit.branches_mut() {
            if branch.target >= at as BlockId + removed {
                branch.target = branch.target - removed + added;
            }
        }
    }
}
