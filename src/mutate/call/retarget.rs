//! Another callee.

use crate::case::{Case, FuncId};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Lets a call lead to another function, mostly one later than the caller.
///
/// Arguments and results keep their positions; legalisation fits their number and types to the new callee. A tail call that the new
/// callee's signature forbids is taken apart. An goal stays with its site, and with it the distance it asks for.
#[derive(Debug)]
pub(crate) struct RetargetCall;

impl Mutator for RetargetCall {
    fn name(&self) -> &'static str {
        "retarget-call"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let Some(place) = draw::pick(rng, &remap::call_sites(case)) else {
            return false;
        };
        let callee = draw::callee(rng, case, place.function) as FuncId;
        let old = remap::call_mut(case, place).map(|call| call.callee);
        remap::retarget(case, place, callee);
        old != Some(callee)
    }
}
