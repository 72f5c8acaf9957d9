//! cranelift-interpreter's opinion.
//!
//! *Proves.* By the interpreter that Cranelift's developers wrote, every result of every
//! invocation, every final byte of data, the fuel word and the addresses in data are what the model
//! expects. The interpreter executes the functions that are compiled, before the backend has seen
//! them.
//!
//! *Cannot see.* Crossings between functions; which NaN an operation made; the address that a
//! function with a return area returns. Offsets of symbols, negative offsets of accesses and the
//! alignment of slots: the interpreter lacks these or has them wrong, so they are rewritten before
//! (`link/second/prepare.rs`). Mistakes that it shares with the model: in the case, in its
//! lowering, or in how CLIF's documentation is read. Whatever else it lacks, it reports by a panic
//! or an error, which counts as a refusal.
//!
//! *Source.* cranelift-interpreter, which implements the documentation of CLIF's instructions.

use super::Opinion;
use super::compare::{compare, finding, returns};
use crate::case::Case;
use crate::link::{Interpreted, interpret};
use crate::model::{End, Trace};
use crate::oracle::key::{OpinionKey, Witness};
use crate::run;

/// What the interpreter says about `case`, for which the model expects `expected`.
pub fn judge(case: &Case, expected: &Trace) -> Opinion {
    let witness = Witness::Interpreter;
    match interpret(case, run::budget(expected.events.len())) {
        Interpreted::Completed(left) => compare(witness, case, expected, &left),
        Interpreted::Refused(reason) => Opinion::Refused(reason),
        Interpreted::Trapped { invocation, trap } if is_expected(expected, invocation, &trap) => {
            Opinion::Agrees
        }
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

/// Whether the model expects this trap in this invocation.
fn is_expected(expected: &Trace, invocation: usize, trap: &str) -> bool {
    let End::Trapped { code, .. } = expected.end else {
        return false;
    };
    // The interpreter does not say where it traps.
    trap.ends_with(&code.to_string()) && returns(expected).count() == invocation
}
