//! Adds a loop, or changes its laps.

use crate::case::{BlockId, Branch, Case, Exit, Operand, limits};
use crate::mutate::remap::Point;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Cuts a piece out of a block and ends it in a conditional branch: onwards, or back to itself or
/// to an earlier block. In a function that has loops, it changes the number of laps instead half of
/// the time.
///
/// Legalisation resolves the condition and the arguments, and bounds the laps.
#[derive(Debug)]
pub(crate) struct AddLoop;

impl Mutator for AddLoop {
    fn name(&self) -> &'static str {
        "add-loop"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let end = draw::gap(rng, case);
        let function = &mut case.functions[end.function];
        if function.laps > 0 && draw::once_in(rng, 2) {
            function.laps = rng.random_range(1..=limits::MAX_LAPS);
            return true;
        }
        if function.blocks.len() + 2 > limits::MAX_BLOCKS {
            return false;
        }
        let start = Point {
            statement: rng.random_range(0..=end.statement),
            ..end
        };
        remap::split_block(case, end);
        remap::split_block(case, start);
        let function = &mut case.functions[end.function];
        let piece = end.block + 1;
        let back = rng.random_range(1..=piece);
        let params = function.blocks[back].params.iter();
        let back = Branch {
            target: back as BlockId,
            args: params.map(|&ty| draw::operand(rng, ty)).collect(),
        };
        let mut branches = [back, Branch::to((piece + 1) as BlockId)];
        if draw::once_in(rng, 2) {
            branches.reverse();
        }
        function.blocks[piece].exit = Exit::If {
            condition: Operand::recent(rng.random_range(0..4)),
            branches,
        };
        function.laps = function.laps.max(rng.random_range(1..=limits::MAX_LAPS));
        true
    }
}
