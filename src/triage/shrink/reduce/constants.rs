//! Simplifies constants.

use super::Reducer;
use crate::case::{Case, Function, Operand};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Replaces constants in bodies by simpler ones.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(super) struct SimplifyConstants;

impl Reducer for SimplifyConstants {
    fn name(&self) -> &'static str {
        "simplify-constants"
    }

    fn sites(&self, case: &Case) -> usize {
        constants(&mut case.clone()).len()
    }

    fn ways(&self) -> usize {
        u128::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        simplify(constants(case), sites, way);
    }
}

/// Every constant.
fn constants(case: &mut Case) -> Vec<&mut u128> {
    let operands = case.functions.iter_mut().flat_map(Function::operands_mut);
    let constants = operands.filter_map(|operand| match operand {
        Operand::Const(bits) => Some(bits),
        Operand::Value(_) | Operand::Result(_) | Operand::Payload(_) => None,
    });
    constants.collect()
}
