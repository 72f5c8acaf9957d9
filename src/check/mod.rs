//! One case all the way: link, audit, execute, judge.
//!
//! This is the road that a fuzz target, `replay` and `hunt` share. What Cranelift does wrong comes back as [`Finding`]s; nothing here panics
//! because of it.
//!
//! *A finding that stops a case before execution must not blind us.* If linking fails, or a relocation leads astray, at an edge that the
//! case itself put at an end of a call's reach, that edge is taken away, which moves its callee next to its caller, and the rest of the case
//! is checked once more.

mod inspect;
mod verdict;

pub use inspect::Inspection;
pub use verdict::{Counts, Eased, Verdict};

use crate::case::{Case, FuncId};
use crate::link::{Arena, ArenaError, Cause, Linker};
use crate::machine::Fault;
use crate::model;
use crate::oracle::{self, Evidence, Finding};
use crate::run::{self, Executor, Layouts, Outcome};

/// Checks cases, one after another, in one arena.
#[derive(Debug)]
pub struct Checker {
    linker: Linker,
    executor: Executor,
}

/// What one pass over a case gave.
enum Pass {
    /// It was executed.
    Executed(Vec<Finding>),
    /// It was stopped before execution.
    Stopped(Finding),
    /// Cranelift, or the machine, does not support it.
    Unsupported(String),
}

impl Checker {
    /// A checker with arena `number`; two with the same number cannot live at once.
    ///
    /// # Errors
    /// If the arena cannot be mapped.
    pub fn new(number: u32) -> Result<Checker, ArenaError> {
        Ok(Checker::with_arena(Arena::map(number)?))
    }

    /// A checker in `arena`.
    pub fn with_arena(arena: Arena) -> Checker {
        Checker {
            linker: Linker::new(arena),
            executor: Executor::new(),
        }
    }

    /// Checks `case`.
    pub fn check(&mut self, case: &Case) -> Verdict {
        let mut verdict = Verdict::default();
        let stopped = match self.pass(case, &mut verdict) {
            Pass::Executed(findings) => {
                verdict.findings = findings;
                return verdict;
            }
            Pass::Unsupported(why) => {
                verdict.unsupported = Some(why);
                return verdict;
            }
            Pass::Stopped(finding) => finding,
        };
        verdict.masked = true;
        let eased = ease(case, &stopped);
        verdict.findings.push(stopped);
        if let Some(case) = eased {
            let (masked, findings) = match self.pass(&case, &mut verdict) {
                Pass::Executed(findings) => (false, findings),
                Pass::Stopped(finding) => (true, vec![finding]),
                Pass::Unsupported(why) => {
                    verdict.unsupported = Some(why);
                    (true, Vec::new())
                }
            };
            verdict.masked = masked;
            verdict.eased = Some(Eased { case, findings });
        }
        verdict
    }

    fn pass(&mut self, case: &Case, verdict: &mut Verdict) -> Pass {
        let mut image = match self.linker.link(case) {
            Ok(image) => image,
            Err(failure) => {
                if let Cause::Unsupported(why) = &failure.cause {
                    return Pass::Unsupported(why.clone());
                }
                let finding = oracle::failure(case, &failure);
                return Pass::Stopped(finding.expect("every other cause is a finding"));
            }
        };
        let counts = &mut verdict.counts;
        counts.functions += case.functions.len() as u64;
        counts.satisfied_edges += image.map.satisfied_edges();
        counts.dropped_edges += image.map.dropped_edges();
        let (checked, wrong) = oracle::audit(&image);
        counts.relocations_checked += checked;
        if let Some(finding) = wrong {
            return Pass::Stopped(finding);
        }

        let expected = model::trace(case);
        let layouts = Layouts::new(case);
        let budget = run::budget(expected.events.len());
        let observed = self.executor.run(case, &layouts, &mut image, budget);
        counts.calls_checked += observed.events.len() as u64;
        counts.instructions += observed.retired;
        if let Outcome::Fault(fault @ Fault::Unsupported { .. }) = observed.outcome {
            return Pass::Unsupported(fault.to_string());
        }
        Pass::Executed(oracle::judge(&Evidence {
            case,
            layouts: &layouts,
            map: &image.map,
            expected: &expected,
            observed: &observed,
        }))
    }
}

/// The case without the edges between the functions of a finding that stopped it; none if there are no such edges.
fn ease(case: &Case, stopped: &Finding) -> Option<Case> {
    let (caller, callee) = (stopped.at.function?, stopped.at.other?);
    let mut eased = case.clone();
    let leads_to = |case: &Case, edge: &crate::case::Edge| -> Option<FuncId> {
        let call = case.calls(edge.caller).nth(edge.site as usize);
        call.map(|call| call.callee)
    };
    let edges = &mut eased.placement.edges;
    edges.retain(|edge| {
        let between = edge.caller == caller && leads_to(case, edge) == Some(callee);
        !(between && edge.goal.is_far())
    });
    if edges.len() == case.placement.edges.len() {
        return None;
    }
    eased.legalise();
    Some(eased)
}
