//! Removes a parameter.

use crate::case::{Case, Operand};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Removes a parameter and the arguments passed for it.
///
/// Legalisation replaces its uses by a recent value of the same type, or by a constant.
#[derive(Debug)]
pub(crate) struct RemoveParam;

impl Mutator for RemoveParam {
    fn name(&self) -> &'static str {
        "remove-param"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let len = case.functions[function].signature.params.len();
        if len == 0 {
            return false;
        }
        let at = rng.random_range(0..len);
        remap::change_params(case, function, at, 1, &[], |_| Operand::recent(0));
        true
    }
}
