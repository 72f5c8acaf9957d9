//! Changes the type of a result.

use super::{param, room_beside};
use crate::case::{Case, Signature};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Changes the type of a result, if the register banks have room for the new one.
///
/// The function returns a recent value of the new type; legalisation finds other values for uses of
/// the old one. Tail calls that no longer fit are split.
#[derive(Debug)]
pub(crate) struct ChangeResultType;

impl Mutator for ChangeResultType {
    fn name(&self) -> &'static str {
        "change-result-type"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let Signature {
            convention,
            results,
            ..
        } = &case.functions[function].signature;
        let mut others = results.clone();
        if others.is_empty() {
            return false;
        }
        let at = rng.random_range(0..others.len());
        let old = others.remove(at);
        let room = room_beside(&case.target, *convention, &others);
        let Some(new) = param(rng, &room).filter(|&new| new != old) else {
            return false;
        };
        remap::change_results(case, function, at, 1, &[new]);
        true
    }
}
