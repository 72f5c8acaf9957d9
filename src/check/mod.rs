//! One case all the way: link, audit, execute, judge.
//!
//! *Problem.* Fuzz targets, `replay`, `shrink` and `hunt` have to agree about a case.
//!
//! *Idea.* They share this one road. What Cranelift does wrong comes back as [`Finding`]s; it never
//! makes this code panic.
//!
//! *A finding that stops a case before execution must not blind us.* If linking fails, or a
//! relocation leads astray, the case may have asked for it: the call is at an end of its reach
//! because a distance goal says so. Then that goal is taken away, which moves the callee next to
//! its caller, and the case is checked again, until it is executed or no such goal is left to
//! blame. The same is done with a shape that a known issue throttles, if the finding is of that
//! issue.
//!
//! *Some oracles are sampled*, because each costs as much as checking the case again; see
//! [`Sample`]. They look at what was executed in the machine.
//!
//! *Invariant.* A verdict depends on the case alone.
//!
//! *Limits.* One case at a time, in one arena.

mod ask;
mod inspect;
mod metadata;
mod refine;
mod sample;
mod stack_limit;
mod vary;
mod verdict;

pub use inspect::{Execution, Inspection};
pub use sample::{Sample, Sampled, Sampling, Turn};
pub use verdict::{Beside, Counts, Verdict, Why};

use crate::case::{Case, FuncId};
use crate::known::{self, Known};
use crate::link::{Arena, ArenaError, Cause, Failure, Image, LinkMap, Linker};
use crate::model::{self, Trace};
use crate::oracle::metamorphic::Compilation;
use crate::oracle::{self, Evidence, Finding, Oracle};
use crate::qemu::QemuError;
use crate::run::{self, ExecutorChoice, Layouts, MachineExecutor, Observed, Outcome};
use farcall_machine::Fault;
use std::borrow::Cow;

/// Checks cases, one after another, in one arena.
#[derive(Debug)]
pub struct Checker {
    linker: Linker,
    executor: MachineExecutor,
    watch: fn(CheckStep),
    sampling: Sampling,
    known: &'static Known,
    /// Whether the sites of the current case are audited.
    sites: bool,
}

/// The step that a checker is at; see [`Checker::watched_by`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckStep {
    /// Compiling and linking, inside Cranelift.
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

/// What one pass over a case gives.
enum Pass<'c> {
    /// It was executed.
    Executed(Box<Executed<'c>>),
    /// A finding stopped it before execution.
    Stopped(Finding),
    /// Cranelift, or the machine, does not support it.
    Unsupported(String),
}

/// The verdict on a case, and the case that was executed in the end, if one was.
type Road<'c> = (Verdict, Option<Box<Executed<'c>>>);

/// A case that was executed, and everything known about it.
struct Executed<'c> {
    case: Cow<'c, Case>,
    layouts: Layouts,
    map: LinkMap,
    compiled: Vec<Vec<u8>>,
    expected: Trace,
    observed: Observed,
    findings: Vec<Finding>,
}

impl Executed<'_> {
    fn evidence(&self) -> Evidence<'_> {
        Evidence {
            case: &self.case,
            layouts: &self.layouts,
            map: &self.map,
            expected: &self.expected,
            observed: &self.observed,
        }
    }

    /// The same with the findings of every oracle.
    fn judged(mut self) -> Self {
        self.findings = oracle::judge(&self.evidence());
        self
    }

    fn compilation(&self) -> Compilation<'_> {
        Compilation {
            case: &self.case,
            code: &self.compiled,
            relocations: &self.map.relocations,
        }
    }
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
            executor: MachineExecutor::new(),
            watch: |_| {},
            sampling: Sampling::default(),
            known: known::linked(),
            sites: false,
        }
    }

    /// The same checker with another choice of sampled oracles.
    pub fn sampling(self, sampling: Sampling) -> Checker {
        Checker { sampling, ..self }
    }

    /// The same checker with these known issues, instead of those of the linked Cranelift.
    pub fn knowing(self, known: &'static Known) -> Checker {
        Checker { known, ..self }
    }

    /// The same checker with a machine in which only a processor's faults are faults
    /// ([`MachineExecutor::lenient`]).
    pub fn lenient(self) -> Checker {
        Checker {
            executor: self.executor.lenient(),
            ..self
        }
    }

    /// The same checker, which calls `watch` at the start of each step.
    pub fn watched_by(self, watch: fn(CheckStep)) -> Checker {
        Checker { watch, ..self }
    }

    /// Checks `case` in the machine, and with the sampled oracles that it draws.
    pub fn check(&mut self, case: &Case) -> Verdict {
        let sample = Sample::of(case, self.sampling);
        self.check_sampled(case, &sample)
    }

    /// Checks `case` in the machine, and with every sampled oracle.
    pub fn check_by_all(&mut self, case: &Case) -> Verdict {
        self.check_sampled(case, &Sample::of(case, Sampling::All))
    }

    /// Checks `case` in the machine, and with the sampled oracle that it takes to find again what
    /// `oracle` found, if it takes one.
    pub fn check_for(&mut self, case: &Case, oracle: Option<Oracle>) -> Verdict {
        self.check_sampled(case, &Sample::to_find(oracle))
    }

    fn check_sampled(&mut self, case: &Case, sample: &Sample) -> Verdict {
        self.sites = sample.turn(Sampled::Sites) != Turn::Out;
        let road = self.road(case, &ExecutorChoice::Machine);
        let (mut verdict, executed) = road.expect("the machine is part of this program");
        if let Some(executed) = executed {
            self.ask(&executed, sample, &mut verdict);
            self.vary(&executed, sample, &mut verdict);
        }
        verdict
    }

    /// Checks `case` with this executor. Sampled oracles look only at what the machine executed.
    ///
    /// # Errors
    /// If the executor cannot be used.
    pub fn check_with(&mut self, by: &ExecutorChoice, case: &Case) -> Result<Verdict, QemuError> {
        if let ExecutorChoice::Machine = by {
            return Ok(self.check(case));
        }
        self.sites = false;
        Ok(self.road(case, by)?.0)
    }

    /// Checks `case`, and eased forms of it until one is executed.
    fn road<'c>(&mut self, case: &'c Case, by: &ExecutorChoice) -> Result<Road<'c>, QemuError> {
        let mut verdict = Verdict::default();
        let mut stopped = match self.pass(Cow::Borrowed(case), &mut verdict.counts, by)? {
            Pass::Executed(executed) => {
                verdict.findings = executed.findings.clone();
                return Ok((verdict, Some(executed)));
            }
            Pass::Unsupported(why) => {
                verdict.unsupported = Some(why);
                return Ok((verdict, None));
            }
            Pass::Stopped(finding) => finding,
        };
        verdict.findings.push(stopped.clone());
        verdict.masked = true;
        // Each turn takes at least one goal or shape away, so this ends.
        let mut easier = ease(case, &stopped, self.known);
        while let Some(case) = easier.take() {
            let pass = self.pass(Cow::Owned(case.clone()), &mut verdict.counts, by)?;
            let (findings, executed) = match pass {
                Pass::Executed(executed) => (executed.findings.clone(), Some(executed)),
                Pass::Stopped(finding) => {
                    stopped = finding;
                    easier = ease(&case, &stopped, self.known);
                    (vec![stopped.clone()], None)
                }
                Pass::Unsupported(why) => {
                    verdict.unsupported = Some(why);
                    (Vec::new(), None)
                }
            };
            verdict.beside.push(Beside {
                case,
                why: Why::Eased,
                findings,
            });
            if executed.is_some() {
                verdict.masked = false;
                return Ok((verdict, executed));
            }
        }
        Ok((verdict, None))
    }

    /// One pass over a case. Its findings have the keys that known issues give them.
    fn pass<'c>(
        &mut self,
        case: Cow<'c, Case>,
        counts: &mut Counts,
        by: &ExecutorChoice,
    ) -> Result<Pass<'c>, QemuError> {
        let mut pass = self.look(case.clone(), counts, by)?;
        match &mut pass {
            Pass::Executed(executed) => {
                let Executed { case, findings, .. } = &mut **executed;
                findings.iter_mut().for_each(|f| self.refine(case, f));
            }
            Pass::Stopped(finding) => self.refine(&case, finding),
            Pass::Unsupported(_) => {}
        }
        Ok(pass)
    }

    fn look<'c>(
        &mut self,
        case: Cow<'c, Case>,
        counts: &mut Counts,
        by: &ExecutorChoice,
    ) -> Result<Pass<'c>, QemuError> {
        (self.watch)(CheckStep::Link);
        let mut image = match self.linker.link(&case) {
            Ok(image) => image,
            Err(failure) => return Ok(failed(&case, &failure)),
        };
        counts.add_linked(&image.map);
        (self.watch)(CheckStep::Audit);
        let (checked, wrong) = oracle::audit(&image);
        counts.relocations_checked += checked;
        let sites = || self.sites.then(|| oracle::sites(&case, &image)).flatten();
        if let Some(finding) = wrong.or_else(sites) {
            return Ok(Pass::Stopped(finding));
        }

        (self.watch)(CheckStep::Model);
        let expected = model::trace(&case);
        let layouts = Layouts::new(&case);
        let budget = run::budget(expected.events.len());
        let mut executor = by.executor(&mut self.executor);
        let expected = executor.sees(expected);
        (self.watch)(CheckStep::Execute);
        let observed = executor.execute(&case, &layouts, &mut image, budget)?;
        drop(executor);
        let Image { map, compiled, .. } = image;
        counts.add_executed(&observed);
        if let Outcome::Fault(fault @ Fault::Unsupported { .. }) = observed.outcome {
            return Ok(Pass::Unsupported(fault.to_string()));
        }
        (self.watch)(CheckStep::Judge);
        let executed = Executed {
            case,
            layouts,
            map,
            compiled,
            expected,
            observed,
            findings: Vec::new(),
        };
        Ok(Pass::Executed(Box::new(executed.judged())))
    }
}

/// The pass over a case that did not link.
fn failed(case: &Case, failure: &Failure) -> Pass<'static> {
    if let Cause::Unsupported(why) = &failure.cause {
        return Pass::Unsupported(why.clone());
    }
    let finding = oracle::failure(case, failure);
    Pass::Stopped(finding.expect("every other cause is a finding"))
}

/// The case without the far goals between the two functions of the finding that stopped it. If
/// there are none, the case without the shape that the finding's known issue throttles, in the
/// function at fault. None if there is neither.
fn ease(case: &Case, stopped: &Finding, known: &Known) -> Option<Case> {
    let (caller, callee) = (stopped.at.function?, stopped.at.other);
    let mut eased = case.clone();
    let leads_to = |case: &Case, goal: &crate::case::DistanceGoal| -> Option<FuncId> {
        let call = case.calls(goal.caller).nth(goal.site as usize);
        call.map(|call| call.callee)
    };
    let goals = &mut eased.placement.goals;
    goals.retain(|goal| {
        let between = goal.caller == caller && leads_to(case, goal) == callee;
        !(between && goal.distance.is_far())
    });
    let is_there = goals.len() == case.placement.goals.len();
    if is_there && !known.ease(&mut eased, caller, &stopped.key) {
        return None;
    }
    eased.legalise();
    Some(eased)
}
