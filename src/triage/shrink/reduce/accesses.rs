//! Simpler accesses.

use super::Reducer;
use crate::case::{Base, Case, Statement};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Lets loads and stores access the first object or slot, or a lower offset, or count from the object's symbol.
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
        u8::WAYS + u16::WAYS + Base::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let accesses = accesses(case).into_iter();
        let offsets = u8::WAYS;
        let bases_from = offsets + u16::WAYS;
        match way {
            _ if way < offsets => simplify(accesses.map(|(data, ..)| data), sites, way),
            _ if way < bases_from => simplify(accesses.map(|(_, o, _)| o), sites, way - offsets),
            _ => {
                let chosen = accesses.skip(sites.start).take(sites.len());
                let bases = chosen.filter_map(|(.., base)| base);
                simplify(bases, 0..usize::MAX, way - bases_from)
            }
        }
    }
}

/// Object or slot, offset and base of every load and store; slots have no base.
fn accesses(case: &mut Case) -> Vec<(&mut u8, &mut u16, Option<&mut Base>)> {
    let blocks = case.functions.iter_mut().flat_map(|f| &mut f.blocks);
    let statements = blocks.flat_map(|b| &mut b.statements);
    let accesses = statements.filter_map(|statement| match statement {
        Statement::Load {
            data, offset, base, ..
        }
        | Statement::Store {
            data, offset, base, ..
        } => Some((data, offset, Some(base))),
        Statement::SlotLoad { slot, offset, .. } | Statement::SlotStore { slot, offset, .. } => {
            Some((slot, offset, None))
        }
        Statement::Op { .. } | Statement::Call(_) => None,
    });
    accesses.collect()
}
