//! Changes an operand.

use super::change_operand;
use crate::case::Case;
use crate::mutate::{Mutator, draw};
use rand::rngs::StdRng;

/// Makes a statement, an exit or a call site read another value, which then lives longer, or a
/// constant.
///
/// Legalisation resolves "a recent value" to one that is in scope and of the right type.
#[derive(Debug)]
pub(crate) struct ChangeOperand;

impl Mutator for ChangeOperand {
    fn name(&self) -> &'static str {
        "change-operand"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        change_operand(case, rng, function, |rng, _, ty| {
            Some(draw::operand(rng, ty))
        })
    }
}
