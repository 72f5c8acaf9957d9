//! cranelift-interpreter's opinion.
//!
//! *Proves.* Every result of every invocation, every final byte of data, the fuel word and the addresses in data are, by the interpreter of CLIF that
//! Cranelift's developers wrote, what the model expects. It executes the functions that are compiled, before the backend has seen them.
//!
//! *Cannot see.* What crosses between functions; which NaN an operation made; the address that a function with a return area returns; offsets of
//! symbols, negative offsets of accesses and the alignment of slots, which the interpreter does not have, or has wrong, so that they are taken out
//! of its way before (`link/second/prepare.rs`). What it has in common with the model: the case, its lowering, and whoever reads CLIF's
//! documentation in the same wrong way. Whatever else it lacks, it says itself, by a panic or an error: that is a refusal.
//!
//! *Source.* cranelift-interpreter, which implements the documentation of CLIF's instructions.

use super::Opinion;
use super::compare::{compare, finding};
use crate::case::Case;
use crate::link::{Interpreted, interpret};
use crate::model::Trace;
use crate::oracle::key::{OpinionKey, Witness};
use crate::run;

/// What the interpreter says about `case`, for which the model expects `expected`.
pub fn judge(case: &Case, expected: &Trace) -> Opinion {
    let witness = Witness::Interpreter;
    match interpret(case, run::budget(expected.events.len())) {
        Interpreted::Completed(left) => compare(witness, case, expected, &left),
        Interpreted::Refused(reason) => Opinion::Refused(reason),
        Interpreted::Trapped { invocation, trap } => {
            let summary = format!("traps in invocation {invocation}: {trap}");
            Opinion::Disagrees(finding(witness, OpinionKey::Trap, summary))
        }
        Interpreted::RanAway { invocation } => {
            let summary = format!("does not come to an end in invocation {invocation}");
            Opinion::Disagrees(finding(witness, OpinionKey::RanAway, summary))
        }
    }
}
