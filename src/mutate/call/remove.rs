//! Removes a call.

use crate::case::Case;
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Removes a call. A tail call is replaced by a return of recent values.
///
/// Uses of its results become recent values of the same type, or constants. The goal of the site is
/// dropped; goals of later sites keep their sites.
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
