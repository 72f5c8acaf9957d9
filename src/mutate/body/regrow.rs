//! Regenerates a body.

use crate::case::{Case, FuncId, Signature};
use crate::generate;
use crate::mutate::{Mutator, draw};
use rand::rngs::StdRng;

/// Regenerates a function's body with the same callees. No other mutator makes many values live
/// across calls at once.
///
/// Legalisation wraps the sites of this caller's goals to sites that exist.
#[derive(Debug)]
pub(crate) struct RegrowBody;

impl Mutator for RegrowBody {
    fn name(&self) -> &'static str {
        "regrow-body"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let index = draw::function(rng, case);
        let signatures: Vec<Signature> =
            case.functions.iter().map(|f| f.signature.clone()).collect();
        let calls = case.functions[index].calls();
        let callees: Vec<FuncId> = calls.map(|call| call.callee).collect();
        case.functions[index] = draw::generated(rng, 512, |u| {
            generate::function(u, index, &callees, &signatures, &case.data)
        });
        true
    }
}
