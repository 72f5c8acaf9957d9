//! The loop of executors that follow every crossing: the harness enters one function of a case
//! after another, under a watch.

use crate::case::{Case, Invocation};
use crate::link::Image;
use crate::run::layouts::Layouts;
use crate::run::observed::{Observed, Outcome};
use crate::run::observer::CrossingObserver;
use crate::run::watch::Watch;
use crate::run::{entry, poison};
use farcall_machine::{Fault, Flow, Hart, Memory};

/// Runs code, and reports every transfer of control to a watch.
pub(super) trait Processor {
    /// Why it cannot go on.
    type Error;

    /// The registers and the memory, for the harness and the watch.
    fn state(&mut self) -> (&mut Hart, &mut Memory);

    /// Runs from the current `pc` until the watch stops it; otherwise returns why it went no
    /// further.
    fn follow(&mut self, watch: &mut Watch<'_>) -> Result<Option<Outcome>, Self::Error>;
}

/// A case to be run.
#[derive(Clone, Copy)]
pub(super) struct CaseRun<'r> {
    pub(super) case: &'r Case,
    pub(super) layouts: &'r Layouts,
    pub(super) image: &'r Image<'r>,
    /// The index of the event at which it stops.
    pub(super) stop_at: usize,
}

impl CaseRun<'_> {
    /// Makes every invocation, until one does not return or the run has to stop.
    pub(super) fn invoke_all<P: Processor>(
        self,
        processor: &mut P,
        mut observer: Option<&mut dyn CrossingObserver>,
    ) -> Result<Observed, P::Error> {
        let mut observed = Observed::default();
        let CaseRun {
            case,
            layouts,
            image,
            stop_at,
        } = self;
        for invocation in &case.invocations {
            let watch = Watch::new(case, &image.map, layouts, &mut observed, stop_at).observed_by(
                observer
                    .as_mut()
                    .map(|observer| &mut **observer as &mut dyn CrossingObserver),
            );
            let returned = self.invoke(processor, invocation, watch)?;
            // No invocation may see what an earlier one left on the stack.
            poison::below(processor.state().1, image.stack().end());
            if let Err(outcome) = returned {
                observed.outcome = outcome.unwrap_or(observed.outcome);
                break;
            }
            if observed.events.len() > stop_at {
                break;
            }
        }
        Ok(observed)
    }

    /// Enters a function and runs until it returns. Otherwise the error says how it ended, unless
    /// the watch recorded that already.
    fn invoke<P: Processor>(
        self,
        processor: &mut P,
        invocation: &Invocation,
        mut watch: Watch<'_>,
    ) -> Result<Result<(), Option<Outcome>>, P::Error> {
        let (callee, args) = (invocation.function, &invocation.args);
        let CaseRun { layouts, image, .. } = self;
        let (top, harness) = (image.stack().end(), image.outside());
        let (hart, memory) = processor.state();
        entry::enter(hart, memory, layouts.of(callee), args, top, harness);
        hart.pc = image.function(callee).start;
        if watch.enter(hart, memory, callee) == Flow::Stop {
            return Ok(Err(None));
        }
        Ok(match processor.follow(&mut watch)? {
            None if watch.is_done() => Ok(()),
            outcome => Err(outcome.map(|outcome| trapped(image, outcome))),
        })
    }
}

/// A trap, if `outcome` is an illegal instruction that is recorded as one; otherwise `outcome`.
fn trapped(image: &Image<'_>, outcome: Outcome) -> Outcome {
    let Outcome::Fault(Fault::Illegal { pc, .. }) = outcome else {
        return outcome;
    };
    match image.map.trap_at(pc) {
        Some(trap) => Outcome::Trapped {
            pc,
            trap: trap.clone(),
        },
        None => outcome,
    }
}
