//! Adds a branch.

use super::statement;
use crate::case::{Block, BlockId, Branch, Case, Exit, Operand, Type, limits};
use crate::mutate::remap::{Point, splice, value_at};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Splits a block in two and branches around a new block between the halves. The new block
/// continues to the second half or, sometimes, returns. The second half may get a parameter.
///
/// Legalisation resolves the condition, the arguments and the returned values. Calls and goals
/// after the split keep their order.
#[derive(Debug)]
pub(crate) struct AddBranch;

impl Mutator for AddBranch {
    fn name(&self) -> &'static str {
        "add-branch"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let place = draw::gap(rng, case);
        let Point {
            function, block, ..
        } = place;
        let blocks = case.functions[function].blocks.len();
        if blocks + 2 > limits::MAX_BLOCKS
            || case.functions[function].statement_count() >= limits::MAX_STATEMENTS
        {
            return false;
        }
        remap::split_block(case, place);
        let param = draw::once_in(rng, 2).then(|| Type::ALL[rng.random_range(0..Type::ALL.len())]);
        if let Some(ty) = param {
            let at = value_at(case, place);
            splice(&mut case.functions[function], at, 0, 1);
            case.functions[function].blocks[block + 1].params.push(ty);
        }
        let [arm, rest] = [block + 1, block + 2];
        let to_rest = |rng: &mut StdRng| Branch {
            target: rest as BlockId,
            args: param.iter().map(|&ty| draw::operand(rng, ty)).collect(),
        };
        let exit = if draw::once_in(rng, 4) {
            Exit::Return(Vec::new())
        } else {
            Exit::Jump(to_rest(rng))
        };
        let new = Block {
            params: Vec::new(),
            statements: vec![statement(rng)],
            exit,
        };
        remap::insert_block(case, function, arm, new);
        let mut branches = [Branch::to(arm as BlockId), to_rest(rng)];
        if draw::once_in(rng, 2) {
            branches.reverse();
        }
        let condition = Operand::recent(rng.random_range(0..4));
        case.functions[function].blocks[block].exit = Exit::If {
            condition,
            branches,
        };
        true
    }
}
