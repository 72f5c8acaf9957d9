//! Turns a tail call into a call and a return.

use crate::case::Case;
use crate::mutate::{Mutator, draw, remap};
use rand::rngs::StdRng;

/// Turns a tail call into a call and a return of its results. Half of the time the caller also gets
/// convention system_v.
///
/// Without the change of convention the meaning stays the same. With it, the caller's other tail
/// calls, and tail calls to it, are split too.
#[derive(Debug)]
pub(crate) struct SplitTailCall;

impl Mutator for SplitTailCall {
    fn name(&self) -> &'static str {
        "split-tail-call"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let mut sites = remap::call_sites(case);
        sites.retain(|s| {
            let statements = &case.functions[s.function].blocks[s.block].statements;
            s.statement == statements.len()
        });
        let Some(site) = draw::pick(rng, &sites) else {
            return false;
        };
        remap::split_tail_call(case, site.function, site.block);
        if draw::once_in(rng, 2) {
            let signature = &mut case.functions[site.function].signature;
            signature.convention = crate::case::Convention::SystemV;
        }
        true
    }
}
