//! Second opinions on what a case means.
//!
//! *Problem.* The model is the only source of expected values. If it misreads CLIF, correct code
//! looks wrong. If it shares a mistake with the riscv64 backend, wrong code looks correct.
//!
//! *Idea.* Witnesses that share neither the model nor that backend execute the same CLIF functions:
//! [`interpreter`] is cranelift-interpreter in this process, and [`host`] is Cranelift's backend
//! for the host, in another process. What they leave is compared with the model. Every disagreement
//! is a finding, whoever is wrong.
//!
//! *Invariant.* An opinion depends on the case and the expected trace alone. A witness that cannot
//! judge a case gives [`Opinion::Refused`] and a reason. Only what was executed becomes a finding.
//!
//! *Limits.* Witnesses see what the harness sees: results and final data. Crossings between
//! functions, and places, are judged on riscv64 only.

mod compare;
pub mod host;
pub mod interpreter;

pub use compare::compare;

use crate::oracle::Finding;

/// What a witness says about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// It agrees with the model.
    Agrees,
    /// It disagrees.
    Disagrees(Finding),
    /// It cannot judge the case, for this reason.
    Refused(String),
}
