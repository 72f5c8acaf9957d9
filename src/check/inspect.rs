//! A second look at a case, for people: the same road, stopped where something went wrong.

use super::Checker;
use crate::case::Case;
use crate::link::{Failure, Image, LinkMap};
use crate::model::{self, Trace};
use crate::oracle::Evidence;
use crate::run::{self, CrossingObserver, Event, Layouts, Limits, Observed};
use farcall_machine::{Hart, Memory};

/// What lies where, and the registers at one point of an execution.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Who lies where.
    pub map: LinkMap,
    /// The final bytes of each compiled function that was placed.
    pub code: Vec<Option<Vec<u8>>>,
    /// Why the case could not be linked, if it could not.
    pub failure: Option<Failure>,
    /// The registers, if it was executed.
    pub hart: Option<Hart>,
    /// What was expected and observed, if it was executed.
    pub execution: Option<Execution>,
}

/// An execution up to the point of interest.
#[derive(Clone, Debug)]
pub struct Execution {
    /// Where the ABI tables put values.
    pub layouts: Layouts,
    /// What the model expects of the whole case.
    pub expected: Trace,
    /// What was observed so far.
    pub observed: Observed,
    /// The registers as each crossing left them, poison included. The crossing at which the
    /// execution was stopped is not among them.
    pub crossings: Vec<Hart>,
}

impl Execution {
    /// What oracles look at, for this execution of `case`.
    pub fn evidence<'e>(&'e self, case: &'e Case, map: &'e LinkMap) -> Evidence<'e> {
        Evidence {
            case,
            layouts: &self.layouts,
            map,
            expected: &self.expected,
            observed: &self.observed,
        }
    }
}

/// Keeps the registers of every crossing.
#[derive(Default)]
struct Keep(Vec<Hart>);

impl CrossingObserver for Keep {
    fn crossed(&mut self, hart: &Hart, _: &Memory, _: &Event) {
        self.0.push(hart.clone());
    }
}

impl Checker {
    /// Links `case`, and does nothing else.
    ///
    /// # Errors
    /// If Cranelift refuses or panics.
    pub fn link(&mut self, case: &Case) -> Result<Image<'_>, Box<Failure>> {
        self.linker.link(case)
    }

    /// Links `case` again. If there is a `stop_at`, also runs it, up to that event or its end.
    pub fn inspect(&mut self, case: &Case, stop_at: Option<usize>) -> Inspection {
        let linked = self.linker.link(case);
        let (map, failure, run) = match linked {
            Ok(mut image) => {
                let run = stop_at.map(|stop_at| {
                    let layouts = Layouts::new(case);
                    let expected = model::trace(case);
                    let limits = Limits {
                        stop_at,
                        ..Limits::budget(run::budget(expected.events.len()))
                    };
                    let (executor, mut keep) = (&mut self.executor, Keep::default());
                    let observed =
                        executor.run_within(case, &layouts, &mut image, limits, Some(&mut keep));
                    let execution = Execution {
                        layouts,
                        expected,
                        observed,
                        crossings: keep.0,
                    };
                    (executor.hart().clone(), execution)
                });
                (image.map, None, run)
            }
            Err(failure) => (failure.map.clone(), Some(*failure), None),
        };
        let (hart, execution) = run.unzip();
        let arena = self.linker.arena();
        let functions = case.functions.iter().zip(&map.functions);
        let code = functions.map(|(function, span)| {
            let span = span.filter(|_| !function.origin.is_extern())?;
            Some(arena.bytes(span).to_vec())
        });
        Inspection {
            code: code.collect(),
            map,
            failure,
            hart,
            execution,
        }
    }
}
