//! Adds a parameter.

use super::param;
use crate::case::{Case, Type, limits};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Inserts a parameter, sometimes up to eight of the same type, so that later ones move to other
/// registers or to the stack.
///
/// Call sites pass recent values, which legalisation resolves, or constants. Invocations pass
/// arbitrary values.
#[derive(Debug)]
pub(crate) struct AddParam;

impl Mutator for AddParam {
    fn name(&self) -> &'static str {
        "add-param"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let len = case.functions[function].signature.params.len();
        let room = limits::MAX_PARAMS - len;
        let most = if draw::once_in(rng, 4) { 8 } else { 1 };
        let Some(param) = param(rng, &Type::ALL).filter(|_| room > 0) else {
            return false;
        };
        let added = vec![param; rng.random_range(1..=most.min(room))];
        let context = case.functions[function].signature.context();
        // Before the context they could push it past the last index that is legal for it.
        let first = context.map_or(0, |(index, _)| index + 1);
        let at = rng.random_range(first..=len);
        remap::change_params(case, function, at, 0, &added, |p| draw::operand(rng, p.ty));
        for invocation in &mut case.invocations {
            if invocation.function as usize == function {
                let new = &mut invocation.args[at..at + added.len()];
                new.fill_with(|| draw::bits(rng, param.ty));
            }
        }
        true
    }
}
