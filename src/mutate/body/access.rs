//! Another piece of data.

use crate::case::{Case, Statement, Type};
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Changes where a load or store accesses data, from which address it counts, or as which type.
///
/// Legalisation wraps the object's index and the offset, leaves no pointer that no data holds, and finds values of the new type.
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
            matches!(statement, Statement::Load { .. } | Statement::Store { .. })
        });
        let Some(place) = draw::pick(rng, &places) else {
            return false;
        };
        let block = &mut case.functions[place.function].blocks[place.block];
        let (Statement::Load {
            data,
            offset,
            base,
            ty,
        }
        | Statement::Store {
            data,
            offset,
            base,
            ty,
            ..
        }) = &mut block.statements[place.statement]
        else {
            return false;
        };
        match rng.random_range(0..6) {
            0 => *data = rng.random(),
            1 => *offset = rng.random(),
            2 => *offset ^= 1 << rng.random_range(0..4),
            3 | 4 => *base = draw::generated(rng, 16, generate::base),
            _ => *ty = Type::ALL[rng.random_range(0..Type::ALL.len())],
        }
        true
    }
}
