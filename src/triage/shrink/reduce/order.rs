//! Simplifies the order of definition.

use super::Reducer;
use crate::case::{Case, FuncId};
use std::ops::Range;

/// Sorts the functions of each batch by number: takes some out, and puts each one back before the
/// first higher number, or after the last lower one.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(super) struct SortOrder;

impl Reducer for SortOrder {
    fn name(&self) -> &'static str {
        "sort-order"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions.len()
    }

    fn ways(&self) -> usize {
        2
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        for batch in case.life_cycle.batches_mut() {
            sort(&mut batch.functions, &sites, way);
        }
    }
}

fn sort(order: &mut Vec<FuncId>, sites: &Range<usize>, way: usize) {
    let is_moved = |f: &FuncId| sites.contains(&usize::from(*f));
    let mut moved: Vec<FuncId> = order.iter().copied().filter(is_moved).collect();
    moved.sort_unstable();
    order.retain(|f| !is_moved(f));
    for function in moved {
        let at = match way {
            0 => order.iter().position(|&f| f > function),
            _ => order.iter().rposition(|&f| f < function).map(|at| at + 1),
        };
        let otherwise = [order.len(), 0][way];
        order.insert(at.unwrap_or(otherwise), function);
    }
}
