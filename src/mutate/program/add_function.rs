//! Adds a function.

use crate::case::{Case, FuncId, Signature, Spot, limits};
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Adds a generated function with up to two callees, usually ones that do not lead back to it, and
/// redirects a call to it. Half of the time it takes its convention and results from another
/// function, so that tail calls to it are possible.
///
/// Legalisation fits the operands of the redirected call.
#[derive(Debug)]
pub(crate) struct AddFunction;

impl Mutator for AddFunction {
    fn name(&self) -> &'static str {
        "add-function"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let index = case.functions.len();
        if index >= limits::MAX_FUNCTIONS {
            return false;
        }
        let mut signatures: Vec<Signature> =
            case.functions.iter().map(|f| f.signature.clone()).collect();
        signatures.push(signature(case, rng));
        let site = draw::pick(rng, &remap::call_sites(case));
        let caller = site.map_or(0, |site| site.function);
        let callees: Vec<FuncId> = (0..rng.random_range(0..=2))
            .map(|_| draw::callee(rng, case, caller) as FuncId)
            .collect();
        let function = draw::generated(rng, 512, |u| {
            generate::function(u, index, &callees, &signatures, &case.data)
        });
        let added = remap::add_function(case, function, Spot::default());
        if let Some(site) = site {
            remap::retarget(case, site, added);
        }
        true
    }
}

/// A new signature, within the limits.
fn signature(case: &Case, rng: &mut StdRng) -> Signature {
    let mut drawn = draw::generated(rng, 64, |u| {
        generate::signatures(u, &[Vec::new()], &case.target)
    });
    let mut signature = drawn.remove(0);
    let model = &case.functions[draw::function(rng, case)].signature;
    if draw::once_in(rng, 2) {
        signature.convention = model.convention;
        signature.results = model.results.clone();
    }
    signature
}
