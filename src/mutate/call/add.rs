//! Adds a call.

use crate::case::{Access, Call, CallKind, Case, FuncId, Operand, Statement, limits};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Adds a call of any kind at any place, usually to a later function. Stores some of its results to
/// data, so that they are used.
///
/// Legalisation resolves the operands, and gives the call a fuel guard if it closes a cycle. Goals
/// of later sites keep their sites.
#[derive(Debug)]
pub(crate) struct AddCall;

impl Mutator for AddCall {
    fn name(&self) -> &'static str {
        "add-call"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let mut place = draw::gap(rng, case);
        let callee = draw::callee(rng, case, place.function);
        let signature = case.functions[callee].signature.clone();
        let statements = case.functions[place.function].statement_count();
        let Some(room) = limits::MAX_STATEMENTS.checked_sub(statements + 1) else {
            return false;
        };
        let first = remap::value_at(case, place);
        let params = signature.params.iter();
        let call = Call {
            callee: callee as FuncId,
            kind: CallKind::ALL[rng.random_range(0..CallKind::ALL.len())],
            args: params.map(|p| draw::operand(rng, p.ty)).collect(),
            guarded: false,
        };
        remap::insert_statement(case, place, Statement::Call(call));
        for (value, result) in (first..).zip(&signature.results).take(room) {
            if draw::once_in(rng, 2) {
                place.statement += 1;
                let store = Statement::Store {
                    access: Access::data(rng.random(), rng.random(), result.ty),
                    value: Operand::Value(value),
                };
                remap::insert_statement(case, place, store);
            }
        }
        true
    }
}
