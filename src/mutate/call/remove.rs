//! One call less.

use crate::case::{Case, Exit};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Removes a call; a tail call is first taken apart into a call and a return.
///
/// What read its results reads recent values of the same type, or constants; its edge is dropped, those of later sites follow.
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
        let block = &case.functions[place.function].blocks[place.block];
        if matches!(block.exit, Exit::TailCall(_)) && place.statement == block.statements.len() {
            remap::split_tail_call(case, place.function, place.block);
        }
        remap::remove_statement(case, place);
        true
    }
}
