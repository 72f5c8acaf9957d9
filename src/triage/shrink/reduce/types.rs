//! Simplifies types.

use super::Reducer;
use crate::case::{Case, Type};
use crate::triage::shrink::simpler::Choice;
use std::ops::Range;

/// Replaces one type by a simpler one everywhere, or in some places: parameters, results, block
/// parameters, operations and accesses.
///
/// Legalisation repairs mismatches: operations get the nearest type that they support, and operands
/// become other values of the type that is needed. Tail calls whose results now differ are split.
#[derive(Debug)]
pub(super) struct SimplifyTypes;

impl Reducer for SimplifyTypes {
    fn name(&self) -> &'static str {
        "simplify-types"
    }

    fn sites(&self, case: &Case) -> usize {
        types(&mut case.clone()).len()
    }

    fn ways(&self) -> usize {
        pairs().count()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let Some((from, to)) = pairs().nth(way) else {
            return;
        };
        for ty in &mut types(case)[sites] {
            if **ty == from {
                **ty = to;
            }
        }
    }
}

/// Every pair of a type and a simpler one.
fn pairs() -> impl Iterator<Item = (Type, Type)> {
    let simpler = |&from: &Type| Type::ORDER[..from.rank()].iter().map(move |&to| (from, to));
    Type::ORDER.iter().flat_map(simpler)
}

/// Every type that a case names, except those of entry block parameters, which follow from the
/// signatures.
fn types(case: &mut Case) -> Vec<&mut Type> {
    let mut types = Vec::new();
    for function in &mut case.functions {
        let signature = &mut function.signature;
        let params = signature.params.iter_mut().chain(&mut signature.results);
        types.extend(params.map(|param| &mut param.ty));
        for (index, block) in function.blocks.iter_mut().enumerate() {
            if index > 0 {
                types.extend(&mut block.params);
            }
            for statement in &mut block.statements {
                types.extend(statement.types_mut());
            }
        }
    }
    types
}
