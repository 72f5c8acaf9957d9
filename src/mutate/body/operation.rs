//! Changes an operation.

use crate::case::{Case, Statement};
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Replaces an operation by another one with the same operand types.
///
/// The operands stay. If the result type changes, legalisation finds other values for its uses.
#[derive(Debug)]
pub(crate) struct ChangeOperation;

/// How many operations are drawn before giving up on one that fits.
const DRAWS: usize = 64;

impl Mutator for ChangeOperation {
    fn name(&self) -> &'static str {
        "change-operation"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let Some(place) = draw::pick(rng, &remap::statements(case)) else {
            return false;
        };
        let Statement::Op { op, .. } = remap::statement_mut(case, place) else {
            return false;
        };
        let mut draws = (0..DRAWS).map(|_| draw::generated(rng, 16, generate::arithmetic));
        let other = draws.find(|new| new != op && *new.operands() == *op.operands());
        if let Some(new) = other {
            *op = new;
        }
        other.is_some()
    }
}
