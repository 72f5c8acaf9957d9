//! Simpler accesses.

use super::Reducer;
use crate::case::{Base, Case, Statement};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Lets loads and stores access the first object, or a lower offset, or count from the object's symbol.
///
/// Legalisation wraps offsets.
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
        let bases = offsets + u16::WAYS;
        match way {
            _ if way < offsets => simplify(accesses.map(|(data, ..)| data), sites, way),
            _ if way < bases => simplify(accesses.map(|(_, o, _)| o), sites, way - offsets),
            _ => simplify(accesses.map(|(.., base)| base), sites, way - bases),
        }
    }
}

/// Object, offset and base of every load and store.
fn accesses(case: &mut Case) -> Vec<(&mut u8, &mut u16, &mut Base)> {
    let blocks = case.functions.iter_mut().flat_map(|f| &mut f.blocks);
    let statements = blocks.flat_map(|b| &mut b.statements);
    let accesses = statements.filter_map(|statement| match statement {
        Statement::Load {
            data, offset, base, ..
        }
        | Statement::Store {
            data, offset, base, ..
        } => Some((data, offset, base)),
        Statement::Op { .. } | Statement::Call(_) => None,
    });
    accesses.collect()
}
