//! A simpler order of definition.

use super::Reducer;
use crate::case::{Case, FuncId};
use std::ops::Range;

/// Defines functions in the order of their numbers: takes some out, and puts each back before the first higher one, or behind the last lower
/// one.
///
/// The order stays a permutation; nothing is left to legalisation.
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
        let order = &mut case.life_cycle.order;
        order.retain(|&f| !sites.contains(&f.into()));
        for function in sites.map(|f| f as FuncId) {
            let at = match way {
                0 => order.iter().position(|&f| f > function),
                _ => order.iter().rposition(|&f| f < function).map(|at| at + 1),
            };
            let otherwise = [order.len(), 0][way];
            order.insert(at.unwrap_or(otherwise), function);
        }
    }
}
