//! Changes extension flags.

use crate::case::{Case, Extension, Param};
use crate::mutate::{Mutator, draw};
use rand::rngs::StdRng;

/// Changes how a narrow integer parameter or result is extended.
///
/// Call sites take the flag from the definition. Tail calls whose results now differ in it are
/// split.
#[derive(Debug)]
pub(crate) struct ChangeExtension;

impl Mutator for ChangeExtension {
    fn name(&self) -> &'static str {
        "change-extension"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let signature = &mut case.functions[function].signature;
        let params = signature.params.iter_mut().chain(&mut signature.results);
        let mut narrow: Vec<&mut Param> = params.filter(|p| Param::extensible(p.ty)).collect();
        let indices: Vec<usize> = (0..narrow.len()).collect();
        let Some(index) = draw::pick(rng, &indices) else {
            return false;
        };
        let param = &mut narrow[index];
        let mut others = Extension::ALL.to_vec();
        others.retain(|&e| e != param.extension);
        param.extension = draw::pick(rng, &others).unwrap_or(param.extension);
        true
    }
}
