//! Changes a calling convention.

use crate::case::{Case, Convention};
use crate::mutate::{Mutator, draw};
use rand::rngs::StdRng;

/// Gives a function another convention.
///
/// Call sites take it from the definition. Tail calls to and from a function whose convention is no
/// longer tail are split.
#[derive(Debug)]
pub(crate) struct ChangeConvention;

impl Mutator for ChangeConvention {
    fn name(&self) -> &'static str {
        "change-convention"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let convention = &mut case.functions[function].signature.convention;
        let mut others = Convention::ALL.to_vec();
        others.retain(|other| other != convention);
        let other = draw::pick(rng, &others);
        *convention = other.unwrap_or(*convention);
        other.is_some()
    }
}
