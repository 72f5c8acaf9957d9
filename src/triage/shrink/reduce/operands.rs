//! Removes uses of values.

use super::Reducer;
use crate::case::{Case, Function, Operand};
use std::ops::Range;

/// Replaces operands that name a value by the constant 0.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(super) struct ReplaceOperands;

impl Reducer for ReplaceOperands {
    fn name(&self) -> &'static str {
        "replace-operands"
    }

    fn sites(&self, case: &Case) -> usize {
        reads(&mut case.clone()).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for operand in &mut reads(case)[sites] {
            **operand = Operand::Const(0);
        }
    }
}

/// Every operand that names a value.
fn reads(case: &mut Case) -> Vec<&mut Operand> {
    let operands = case.functions.iter_mut().flat_map(Function::operands_mut);
    operands
        .filter(|operand| matches!(operand, Operand::Value(_)))
        .collect()
}
