//! Toggles the struct-return parameter.

use crate::case::{Case, Purpose, Type};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Turns an i64 parameter into the struct-return pointer, or turns that back into an ordinary
/// parameter.
///
/// A function with a struct-return pointer has no results. Legalisation replaces their uses at call
/// sites by recent values. Tail calls between a function with a struct-return pointer and one
/// without are split.
#[derive(Debug)]
pub(crate) struct ToggleStructReturn;

impl Mutator for ToggleStructReturn {
    fn name(&self) -> &'static str {
        "toggle-struct-return"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let signature = &mut case.functions[function].signature;
        if let Some(index) = signature.struct_return() {
            signature.params[index].purpose = Purpose::Normal;
            return true;
        }
        let params = signature.params.iter().enumerate();
        let words = params
            .filter(|(_, param)| param.ty == Type::I64 && param.purpose == Purpose::Normal)
            .map(|(index, _)| index);
        let Some(index) = draw::pick(rng, &words.collect::<Vec<_>>()) else {
            return false;
        };
        remap::set_results(case, function, &[]);
        case.functions[function].signature.params[index].purpose = Purpose::StructReturn;
        true
    }
}
