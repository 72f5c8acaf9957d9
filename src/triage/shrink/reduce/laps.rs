//! Takes loops apart, and reduces laps.

use super::Reducer;
use crate::case::{Case, Function};
use std::ops::Range;

/// Turns the back edges of functions forward, or lets control go back less often: once, or once
/// less.
///
/// Legalisation gives the turned branches a target, and resolves what they pass.
#[derive(Debug)]
pub(super) struct DropLaps;

impl Reducer for DropLaps {
    fn name(&self) -> &'static str {
        "drop-laps"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions.iter().filter(|f| f.laps > 0).count()
    }

    fn ways(&self) -> usize {
        3
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let functions = case.functions.iter_mut().filter(|f| f.laps > 0);
        let chosen = functions.skip(sites.start).take(sites.len());
        for function in chosen {
            match way {
                0 => open(function),
                1 => function.laps = 1,
                _ => function.laps = (function.laps - 1).max(1),
            }
        }
    }
}

/// Turns every back edge forward.
fn open(function: &mut Function) {
    for (from, block) in function.blocks.iter_mut().enumerate() {
        let branches = block.exit.branches_mut().iter_mut();
        for branch in branches.filter(|branch| branch.goes_back(from)) {
            // No branch may lead to the entry: legalisation makes it lead to the next block.
            branch.target = 0;
        }
    }
}
