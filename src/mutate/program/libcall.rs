//! Gives extern functions the names of libcalls.

use crate::case::{Case, Libcall, Origin};
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Turns an extern function into a libcall that the case does not have yet, with the libcall's
/// signature; or turns a libcall into an ordinary extern function.
///
/// Call sites pass recent values, or constants, for new parameters.
#[derive(Debug)]
pub(crate) struct ToggleLibcall;

impl Mutator for ToggleLibcall {
    fn name(&self) -> &'static str {
        "toggle-libcall"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let functions = 0..case.functions.len();
        let externs = functions.filter(|&f| case.functions[f].origin.is_extern());
        let externs: Vec<usize> = externs.collect();
        let Some(index) = draw::pick(rng, &externs) else {
            return false;
        };
        if case.functions[index].origin.libcall().is_some() {
            case.functions[index].origin = Origin::Extern;
            return true;
        }
        let libcall = Libcall::ALL[rng.random_range(0..Libcall::ALL.len())];
        let origin = Origin::Libcall(libcall);
        if case.functions.iter().any(|f| f.origin == origin) {
            return false;
        }
        let signature = draw::generated(rng, 8, |u| generate::libcall_signature(u, libcall));
        let params = case.functions[index].signature.params.len();
        let added = &signature.params;
        remap::change_params(case, index, 0, params, added, |p| draw::operand(rng, p.ty));
        remap::set_results(case, index, &signature.results);
        case.functions[index].origin = origin;
        true
    }
}
