//! Reduces laps.

use super::Reducer;
use crate::case::{Case, Function};
use std::ops::Range;

/// Lets control go back to an earlier block less often: once, or once less.
///
/// Needs no legalisation.
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
        2
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let functions = case.functions.iter_mut().filter(|f| f.laps > 0);
        let chosen = functions.skip(sites.start).take(sites.len());
        for Function { laps, .. } in chosen {
            *laps = if way == 0 { 1 } else { (*laps - 1).max(1) };
        }
    }
}
