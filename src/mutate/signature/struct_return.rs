//! The address for what a function returns.

use crate::case::{Case, Purpose, Type};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Makes an i64 parameter the address for what its function returns, or takes that from it.
///
/// A function with such a parameter has no results; what read them at call sites reads recent values, by legalisation. Tail calls between a
/// function with and one without are taken apart.
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
