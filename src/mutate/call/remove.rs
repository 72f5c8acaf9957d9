//! One call less.

use crate::case::Case;
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Removes a call; in the place of a tail call recent values are returned.
///
/// What read its results reads recent values of the same type, or constants; its goal is dropped, those of later sites follow.
#[derive(Debug)]
pub(crate) struct RemoveCall;

impl Mutator for RemoveCall {
    fn name(&self) -> &'static str {
        "remove-call"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let Some(place) = draw::pick(rng, &remap::call_sites(case)) else {
            return false;
        };
        remap::remove_call(case, place);
        true
    }
}
