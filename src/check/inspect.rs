//! A second look at a case, for people: the same road, stopped where something went wrong.

use super::Checker;
use crate::case::Case;
use crate::link::{Failure, Image, LinkMap};
use crate::model;
use crate::run::{self, Layouts, Limits};
use farcall_machine::Hart;

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
        let (map, failure, hart) = match linked {
            Ok(mut image) => {
                let hart = stop_at.map(|stop_at| {
                    let layouts = Layouts::new(case);
                    let budget = run::budget(model::trace(case).events.len());
                    let executor = &mut self.executor;
                    let limits = Limits {
                        stop_at,
                        ..Limits::budget(budget)
                    };
                    executor.run_within(case, &layouts, &mut image, limits, None);
                    executor.hart().clone()
                });
                (image.map, None, hart)
            }
            Err(failure) => (failure.map.clone(), Some(*failure), None),
        };
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
        }
    }
}
