//! Another piece of data, or of a stack slot.

use crate::case::{Case, Statement, Type};
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Changes where a load or store accesses data or a stack slot, from which address it counts, or as which type.
///
/// Legalisation wraps the index and the offset, lets loads from slots read what was stored, leaves no pointer that no data holds, and finds
/// values of the new type.
#[derive(Debug)]
pub(crate) struct ChangeAccess;

impl Mutator for ChangeAccess {
    fn name(&self) -> &'static str {
        "change-access"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let mut places = remap::statements(case);
        places.retain(|p| {
            let block = &case.functions[p.function].blocks[p.block];
            let statement = &block.statements[p.statement];
            !matches!(statement, Statement::Op { .. } | Statement::Call(_))
        });
        let Some(place) = draw::pick(rng, &places) else {
            return false;
        };
        let block = &mut case.functions[place.function].blocks[place.block];
        let statement = &mut block.statements[place.statement];
        if let Statement::Load { base, .. } | Statement::Store { base, .. } = statement
            && rng.random_ratio(1, 3)
        {
            *base = draw::generated(rng, 16, generate::base);
            return true;
        }
        change(statement, rng)
    }
}

/// Another object or slot, offset or type; whether the statement is an access.
fn change(statement: &mut Statement, rng: &mut StdRng) -> bool {
    let (Statement::Load {
        data: object,
        offset,
        ty,
        ..
    }
    | Statement::Store {
        data: object,
        offset,
        ty,
        ..
    }
    | Statement::SlotLoad {
        slot: object,
        offset,
        ty,
    }
    | Statement::SlotStore {
        slot: object,
        offset,
        ty,
        ..
    }) = statement
    else {
        return false;
    };
    match rng.random_range(0..4) {
        0 => *object = rng.random(),
        1 => *offset = rng.random(),
        2 => *offset ^= 1 << rng.random_range(0..4),
        _ => *ty = Type::ALL[rng.random_range(0..Type::ALL.len())],
    }
    true
}
