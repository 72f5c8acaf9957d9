//! Changes a callee.

use crate::case::{Case, FuncId};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Redirects a call to another function, usually one later than the caller.
///
/// Arguments and results keep their positions; legalisation fits their number and types to the new
/// callee. A tail call that the new signature forbids is split. A goal stays with its site, and
/// keeps its distance.
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
