//! Changes the type of a parameter.

use super::param;
use crate::case::{Case, Type};
use crate::mutate::{Mutator, draw};
use rand::RngExt;
use rand::rngs::StdRng;

/// Changes the type of a parameter.
///
/// The value number stays. Legalisation repairs mismatches: uses in the body read other values of
/// the type they need, and call sites pass values of the new type.
#[derive(Debug)]
pub(crate) struct ChangeParamType;

impl Mutator for ChangeParamType {
    fn name(&self) -> &'static str {
        "change-param-type"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let index = draw::function(rng, case);
        let function = &mut case.functions[index];
        let params = &mut function.signature.params;
        let Some(new) = param(rng, &Type::ALL).filter(|_| !params.is_empty()) else {
            return false;
        };
        let at = rng.random_range(0..params.len());
        let old = std::mem::replace(&mut params[at], new);
        function.blocks[0].params[at] = new.ty;
        old != new
    }
}
