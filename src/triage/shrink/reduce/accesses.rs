//! Simpler accesses.

use super::Reducer;
use crate::case::{Case, Statement};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Lets loads and stores access the first object or slot, or a lower offset.
///
/// Legalisation wraps offsets, and lets loads from slots read what was stored.
#[derive(Debug)]
pub(super) struct SimplifyAccesses;

impl Reducer for SimplifyAccesses {
    fn name(&self) -> &'static str {
        "simplify-accesses"
    }

    fn sites(&self, case: &Case) -> usize {
        accesses(&mut case.clone()).len()
    }

    fn ways(&self) -> usize {
        u8::WAYS + u16::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let accesses = accesses(case).into_iter();
        match way.checked_sub(u8::WAYS) {
            None => simplify(accesses.map(|(data, _)| data), sites, way),
            Some(way) => simplify(accesses.map(|(_, offset)| offset), sites, way),
        }
    }
}

/// Object or slot, and offset, of every load and store.
fn accesses(case: &mut Case) -> Vec<(&mut u8, &mut u16)> {
    let blocks = case.functions.iter_mut().flat_map(|f| &mut f.blocks);
    let statements = blocks.flat_map(|b| &mut b.statements);
    let accesses = statements.filter_map(|statement| match statement {
        Statement::Load { data, offset, .. } | Statement::Store { data, offset, .. } => {
            Some((data, offset))
        }
        Statement::SlotLoad { slot, offset, .. } | Statement::SlotStore { slot, offset, .. } => {
            Some((slot, offset))
        }
        Statement::Op { .. } | Statement::Call(_) => None,
    });
    accesses.collect()
}
