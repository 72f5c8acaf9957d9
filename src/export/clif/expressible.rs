//! What a run test can say of a case.

use crate::case::{CONTEXT, CallKind, Case, FuncId, MemoryKind, Operand, Purpose};
use crate::export::{Format, suits};
use crate::model::{End, Trace};
use crate::oracle::Oracle;
use thiserror::Error;

/// Why a run test cannot show a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(super) enum Lacking {
    #[error("it is in metadata, or in code that has no effect on results")]
    Unexecuted,
    #[error("it shows where compiled code meets C, and a filetest has no C")]
    WithC,
    #[error("it needs its functions at certain distances, and a filetest cannot place them")]
    Placement,
    #[error("nothing that compiled code can see is wrong because of it")]
    Wrong,
    #[error("a run test has no extern functions")]
    Extern,
    #[error("a run test has no data")]
    Data,
    #[error("a run test cannot expect a trap")]
    Trap,
    #[error("a run line cannot expect any NaN")]
    AnyNan,
    #[error("the context is used in other ways than to find the limit of the stack")]
    Context,
}

impl Lacking {
    /// What keeps every run test from showing what `oracle` found, if something does.
    pub(super) fn of(oracle: Oracle) -> Option<Lacking> {
        match oracle {
            Oracle::Reloc | Oracle::Site | Oracle::Panic | Oracle::Error | Oracle::Death => {
                Some(Lacking::Placement)
            }
            Oracle::Psabi => Some(Lacking::WithC),
            _ if suits::formats(oracle).contains(&Format::Clif) => None,
            _ => Some(Lacking::Unexecuted),
        }
    }
}

/// The functions that the invocations of `case` lead to, by index.
pub(super) fn reached(case: &Case) -> Vec<FuncId> {
    let mut reached: Vec<FuncId> = Vec::new();
    let mut waiting: Vec<FuncId> = case.invocations.iter().map(|i| i.function).collect();
    while let Some(function) = waiting.pop() {
        if !reached.contains(&function) {
            reached.push(function);
            waiting.extend(case.calls(function).map(|call| call.callee));
        }
    }
    reached.sort_unstable();
    reached
}

/// Whether a run test can say everything that matters of `case`, of which the model expects
/// `expected`.
pub(super) fn check(case: &Case, expected: &Trace) -> Result<(), Lacking> {
    if expected.end != End::Returned {
        return Err(Lacking::Trap);
    }
    if expected.of_the_harness().values.iter().any(|v| v.any_nan) {
        return Err(Lacking::AnyNan);
    }
    for id in reached(case) {
        let function = &case.functions[id as usize];
        if function.origin.is_extern() {
            return Err(Lacking::Extern);
        }
        let in_data = |memory| matches!(memory, MemoryKind::Data(_));
        let tables = |kind| kind == CallKind::Table;
        // Fuel is a word of data.
        if function.accesses().any(|access| in_data(access.memory))
            || function
                .calls()
                .any(|call| call.guarded || tables(call.kind))
        {
            return Err(Lacking::Data);
        }
        context(case, id)?;
    }
    Ok(())
}

/// Whether the context is no value like any other: only the harness passes it, and no body reads
/// it.
fn context(case: &Case, id: FuncId) -> Result<(), Lacking> {
    let function = &case.functions[id as usize];
    let is_context = |operand: &Operand| match (operand, function.signature.context()) {
        (Operand::Value(number), Some((index, _))) => *number as usize == index,
        (Operand::Const(bits), _) => *bits == u128::from(CONTEXT),
        _ => false,
    };
    if function.operands().any(is_context) {
        return Err(Lacking::Context);
    }
    Ok(())
}

/// Whether a parameter is the context.
pub(super) fn is_context(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Context(_))
}
