//! One case all the way: link, audit, execute, judge.
//!
//! This is the road that a fuzz target, `replay` and `hunt` share. What Cranelift does wrong comes back as [`Finding`]s; nothing here panics
//! because of it.
//!
//! *A finding that stops a case before execution must not blind us.* If linking fails, or a relocation leads astray, at an edge that the
//! case itself put at an end of a call's reach, that edge is taken away, which moves its callee next to its caller, and the rest of the case
//! is checked once more, until it was executed or no such edge is to blame.

mod inspect;
mod metadata;
mod verdict;

pub use inspect::Inspection;
pub use verdict::{Counts, Eased, Verdict};

use crate::case::{Base, Case, FuncId};
use crate::link::{Arena, ArenaError, Cause, Failure, Linker};
use crate::machine::Fault;
use crate::model;
use crate::oracle::{self, Evidence, Finding};
use crate::qemu::{Qemu, QemuError};
use crate::run::{self, Executor, Layouts, Outcome};

/// Checks cases, one after another, in one arena.
#[derive(Debug)]
pub struct Checker {
    linker: Linker,
    executor: Executor,
    watch: fn(Step),
}

/// What a checker is at; see [`Checker::watched_by`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Compiling and linking: in Cranelift.
    Link,
    /// Auditing relocations.
    Audit,
    /// Computing what is expected.
    Model,
    /// Executing.
    Execute,
    /// Comparing.
    Judge,
}

/// What executes a case.
#[derive(Clone, Copy)]
enum By<'q> {
    Machine,
    Qemu(&'q Qemu),
    QemuEdges(&'q Qemu),
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
            watch: |_| {},
        }
    }

    /// Has `watch` called at the beginning of each step.
    pub fn watched_by(self, watch: fn(Step)) -> Checker {
        Checker { watch, ..self }
    }

    /// Checks `case` in the machine.
    pub fn check(&mut self, case: &Case) -> Verdict {
        let verdict = self.check_by(case, By::Machine);
        verdict.expect("the machine is part of this program")
    }

    /// Checks `case` with QEMU: what crosses between harness and functions, and memory.
    ///
    /// # Errors
    /// If QEMU cannot be used.
    pub fn check_with(&mut self, qemu: &Qemu, case: &Case) -> Result<Verdict, QemuError> {
        self.check_by(case, By::Qemu(qemu))
    }

    /// Checks `case` with QEMU, from one edge to the next: as the machine does, and slowly.
    ///
    /// # Errors
    /// If QEMU cannot be used.
    pub fn check_edge_by_edge(&mut self, qemu: &Qemu, case: &Case) -> Result<Verdict, QemuError> {
        self.check_by(case, By::QemuEdges(qemu))
    }

    fn check_by(&mut self, case: &Case, by: By<'_>) -> Result<Verdict, QemuError> {
        let mut verdict = Verdict::default();
        let mut stopped = match self.pass(case, &mut verdict, by)? {
            Pass::Executed(findings) => {
                verdict.findings = findings;
                return Ok(verdict);
            }
            Pass::Unsupported(why) => {
                verdict.unsupported = Some(why);
                return Ok(verdict);
            }
            Pass::Stopped(finding) => finding,
        };
        verdict.findings.push(stopped.clone());
        verdict.masked = true;
        // Each turn takes at least one edge away.
        let mut easier = ease(case, &stopped);
        while let Some(case) = easier {
            let findings = match self.pass(&case, &mut verdict, by)? {
                Pass::Executed(findings) => {
                    verdict.masked = false;
                    easier = None;
                    findings
                }
                Pass::Stopped(finding) => {
                    stopped = finding;
                    easier = ease(&case, &stopped);
                    vec![stopped.clone()]
                }
                Pass::Unsupported(why) => {
                    verdict.unsupported = Some(why);
                    easier = None;
                    Vec::new()
                }
            };
            verdict.eased.push(Eased { case, findings });
        }
        Ok(verdict)
    }

    fn pass(&mut self, case: &Case, verdict: &mut Verdict, by: By<'_>) -> Result<Pass, QemuError> {
        (self.watch)(Step::Link);
        let mut image = match self.linker.link(case) {
            Ok(image) => image,
            Err(failure) => return Ok(failed(case, &failure)),
        };
        let counts = &mut verdict.counts;
        counts.functions += case.functions.len() as u64;
        counts.satisfied_edges += image.map.satisfied_edges();
        counts.dropped_edges += image.map.dropped_edges();
        (self.watch)(Step::Audit);
        let (checked, wrong) = oracle::audit(&image);
        counts.relocations_checked += checked;
        if let Some(finding) = wrong.or_else(|| oracle::sites(case, &image)) {
            return Ok(Pass::Stopped(finding));
        }

        (self.watch)(Step::Model);
        let mut expected = model::trace(case);
        let layouts = Layouts::new(case);
        let budget = run::budget(expected.events.len());
        (self.watch)(Step::Execute);
        let observed = match by {
            By::Machine => self.executor.run(case, &layouts, &mut image, budget),
            By::Qemu(qemu) => {
                expected = expected.of_the_harness();
                qemu.run(case, &layouts, &mut image)?
            }
            By::QemuEdges(qemu) => qemu.run_edge_by_edge(case, &layouts, &mut image, budget)?,
        };
        counts.calls_checked += observed.events.len() as u64;
        counts.instructions += observed.retired;
        if let Outcome::Fault(fault @ Fault::Unsupported { .. }) = observed.outcome {
            return Ok(Pass::Unsupported(fault.to_string()));
        }
        (self.watch)(Step::Judge);
        Ok(Pass::Executed(oracle::judge(&Evidence {
            case,
            layouts: &layouts,
            map: &image.map,
            expected: &expected,
            observed: &observed,
        })))
    }
}

/// The end of a pass whose case did not link.
fn failed(case: &Case, failure: &Failure) -> Pass {
    if let Cause::Unsupported(why) = &failure.cause {
        return Pass::Unsupported(why.clone());
    }
    let finding = oracle::failure(case, failure);
    Pass::Stopped(finding.expect("every other cause is a finding"))
}

/// The case without the edges between the functions of a finding that stopped it, or if there are none without the offsets of near symbols in
/// the first of them; none if there are neither.
fn ease(case: &Case, stopped: &Finding) -> Option<Case> {
    let (caller, callee) = (stopped.at.function?, stopped.at.other);
    let mut eased = case.clone();
    let leads_to = |case: &Case, edge: &crate::case::Edge| -> Option<FuncId> {
        let call = case.calls(edge.caller).nth(edge.site as usize);
        call.map(|call| call.callee)
    };
    let edges = &mut eased.placement.edges;
    edges.retain(|edge| {
        let between = edge.caller == caller && leads_to(case, edge) == callee;
        !(between && edge.goal.is_far())
    });
    if edges.len() == case.placement.edges.len() {
        let bases = eased.functions[caller as usize].bases_mut();
        let displaced = bases.filter(|base| base.is_near_and_displaced());
        let changed = displaced.map(|base| *base = Base::NEAR).count();
        if changed == 0 {
            return None;
        }
    }
    eased.legalise();
    Some(eased)
}
