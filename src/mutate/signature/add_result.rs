//! Adds a result.

use super::{param, room_beside};
use crate::case::{Case, Signature, limits};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Inserts a result of a register bank that has room. Sometimes inserts many at once, if the target
/// returns results in memory.
///
/// The function returns a recent value for it; no call site reads it yet. Tail calls that no longer
/// fit are split.
#[derive(Debug)]
pub(crate) struct AddResult;

impl Mutator for AddResult {
    fn name(&self) -> &'static str {
        "add-result"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let Signature {
            convention,
            results,
            ..
        } = &case.functions[function].signature;
        let at = rng.random_range(0..=results.len());
        let Some(param) = param(rng, &room_beside(&case.target, *convention, results)) else {
            return false;
        };
        let most = if case.target.multi_ret_implicit_sret && draw::once_in(rng, 4) {
            8.min(limits::MAX_RESULTS - results.len())
        } else {
            1
        };
        let added = vec![param; rng.random_range(1..=most)];
        remap::change_results(case, function, at, 0, &added);
        true
    }
}
