//! Simplifies accesses.

use super::Reducer;
use crate::case::{Access, Base, Case, Function};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Makes loads and stores access the first object or slot, use a lower offset, or count from the
/// object's symbol.
///
/// Legalisation wraps offsets, and makes loads from slots read what was stored.
#[derive(Debug)]
pub(super) struct SimplifyAccesses;

impl Reducer for SimplifyAccesses {
    fn name(&self) -> &'static str {
        "simplify-accesses"
    }

    fn sites(&self, case: &Case) -> usize {
        case.functions.iter().map(|f| f.accesses().count()).sum()
    }

    fn ways(&self) -> usize {
        u8::WAYS + u16::WAYS + Base::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let offsets_from = u8::WAYS;
        let bases_from = offsets_from + u16::WAYS;
        let accesses = accesses(case);
        if way < offsets_from {
            simplify(accesses.map(|a| &mut a.index), sites, way);
        } else if way < bases_from {
            simplify(accesses.map(|a| &mut a.offset), sites, way - offsets_from);
        } else {
            let chosen = accesses.skip(sites.start).take(sites.len());
            let bases = chosen.filter_map(Access::base_mut);
            simplify(bases, 0..usize::MAX, way - bases_from);
        }
    }
}

/// Every load and store.
fn accesses(case: &mut Case) -> impl Iterator<Item = &mut Access> {
    case.functions.iter_mut().flat_map(Function::accesses_mut)
}
