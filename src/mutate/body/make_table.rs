//! From a jump or a choice to a table of branches.

use crate::case::{Case, Exit, Operand};
use crate::mutate::{Mutator, draw};
use rand::RngExt;
use rand::rngs::StdRng;

/// Turns the end of a block that branches into a table of its branches with one of them once more,
/// at any place.
///
/// Legalisation resolves the index, and bounds the table.
#[derive(Debug)]
pub(crate) struct MakeTable;

impl Mutator for MakeTable {
    fn name(&self) -> &'static str {
        "make-table"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let blocks = case.functions[function].blocks.iter_mut();
        let mut exits: Vec<&mut Exit> = blocks
            .map(|block| &mut block.exit)
            .filter(|exit| !exit.leaves())
            .collect();
        if exits.is_empty() {
            return false;
        }
        let chosen = rng.random_range(0..exits.len());
        let exit = &mut *exits[chosen];
        let mut branches = exit.branches().to_vec();
        let again = branches[rng.random_range(0..branches.len())].clone();
        branches.insert(rng.random_range(0..=branches.len()), again);
        *exit = Exit::Table {
            index: Operand::recent(rng.random_range(0..4)),
            branches,
        };
        true
    }
}
