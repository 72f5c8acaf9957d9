//! Second opinions on what a case means.
//!
//! *Problem.* The model is the only source of expected values. If it misreads CLIF, correct code looks wrong; and if it shares a mistake with the
//! riscv64 backend, wrong code looks correct.
//!
//! *Idea.* The very functions that are compiled for riscv64 are executed by somebody who shares neither our model nor that backend:
//! [`interpreter`], which is cranelift-interpreter inside this process, and [`host`], which is Cranelift's backend for the machine that this runs
//! on, in another process. What is left is compared with the model. Whoever disagrees, it is a finding.
//!
//! *Invariant.* An opinion depends on the case and the expected trace alone. Where somebody cannot say, that is [`Opinion::Refused`], with a reason;
//! only what was executed is ever a finding.
//!
//! *Limits.* Only what the harness sees: results and final data. What crosses between functions, and where things lie, is judged on riscv64 only.

mod compare;
pub mod host;
pub mod interpreter;

pub use compare::compare;

use crate::oracle::Finding;

/// What somebody else says about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// The same as the model.
    Agrees,
    /// Something else.
    Disagrees(Finding),
    /// Nothing, for this reason.
    Refused(String),
}
