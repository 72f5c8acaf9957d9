//! Changes a constant.

use super::change_operand;
use crate::case::{Case, Operand};
use crate::mutate::{Mutator, draw};
use rand::rngs::StdRng;

/// Changes a constant anywhere in a body: flips a bit, takes a small step, or goes to a boundary.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(crate) struct ChangeConstant;

impl Mutator for ChangeConstant {
    fn name(&self) -> &'static str {
        "change-constant"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        change_operand(case, rng, function, |rng, old, ty| match old {
            Operand::Const(bits) => Some(Operand::Const(draw::other_bits(rng, ty, bits))),
            Operand::Value(_) | Operand::Result(_) | Operand::Payload(_) => None,
        })
    }
}
