//! Changes how a call reaches its callee.

use crate::case::{CallKind, Case};
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Changes how a call reaches its callee: near or far, directly or through its address.
///
/// Legalisation drops the goal of a site that is no longer near, puts functions with near
/// references to each other into one region, and makes every other reference to or from the callee
/// of a far goal far.
#[derive(Debug)]
pub(crate) struct ChangeCallKind;

impl Mutator for ChangeCallKind {
    fn name(&self) -> &'static str {
        "change-call-kind"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let place = draw::pick(rng, &remap::call_sites(case));
        let Some(call) = place.and_then(|place| remap::call_mut(case, place)) else {
            return false;
        };
        let mut others = CallKind::ALL.to_vec();
        others.retain(|&kind| kind != call.kind);
        call.kind = draw::pick(rng, &others).unwrap_or(call.kind);
        true
    }
}
