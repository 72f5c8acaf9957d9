//! What a person sees of a finding: the case linked and executed once more, for the formats that
//! are read.
//!
//! *Problem.* A finding is a key and a line. Its reader asks what was expected there, what was
//! observed, and who else says so.
//!
//! *Idea.* [`Scene`] repeats the road to the finding and stops there. It says which crossing is the
//! first that differs, row by row, and what the second executor makes of the same case.
//!
//! *Invariant.* Expectations come from the model and the ABI tables, as they do for oracles.
//!
//! *Limits.* A finding about a variant of a case is shown for that variant alone.

mod crossing;
#[cfg(test)]
pub(super) mod fixtures;
mod rows;
mod second;
mod words;

pub(super) use crossing::{Divergence, RegisterFiles};
pub(super) use rows::Row;
pub(super) use second::Second;
pub(super) use words::{class_words, plain, sentence};

use super::Subject;
use crate::case::FuncId;
use crate::check::{Checker, Inspection};
use crate::model::Crossing;
use crate::oracle::Oracle;
use crate::run::Event;

/// A finding, seen again.
pub(super) struct Scene {
    /// What lies where, and the execution.
    pub(super) inspection: Inspection,
    /// The first crossing that differs, or why there is none.
    pub(super) divergence: Result<Divergence, String>,
    /// What the second executor says.
    pub(super) second: Second,
}

impl Scene {
    /// Links the case again, executes it up to the finding, and asks the second executor.
    pub(super) fn of(subject: &Subject, checker: &mut Checker) -> Scene {
        let stop_at = subject.finding.at.event.unwrap_or(usize::MAX);
        let inspection = checker.inspect(&subject.case, Some(stop_at));
        let divergence = crossing::divergence(subject, &inspection);
        Scene {
            divergence,
            second: Second::ask(subject, checker),
            inspection,
        }
    }

    /// The event that the finding is about, if execution came as far.
    pub(super) fn event(&self) -> Option<&Event> {
        let index = self.divergence.as_ref().ok()?.index;
        let execution = self.inspection.execution.as_ref()?;
        execution.observed.events.get(index)
    }

    /// Both sides of the edge at fault: caller, then callee. No caller is the harness.
    pub(super) fn edge(&self, subject: &Subject) -> Option<(Option<FuncId>, FuncId)> {
        let at = subject.finding.at;
        match self.event() {
            Some(event) if at.event.is_some() => match event.crossing {
                Crossing::Return => Some((event.to, event.from?)),
                Crossing::Call | Crossing::TailCall => Some((event.from, event.to?)),
            },
            _ => Some((at.function, at.other?)),
        }
    }

    /// The compiled functions that the finding is about, or the first one.
    pub(super) fn sides(&self, subject: &Subject) -> Vec<FuncId> {
        let (at, edge) = (subject.finding.at, self.edge(subject));
        let of_edge = edge.and_then(|(from, _)| from).into_iter();
        let of_edge = of_edge.chain(edge.map(|(_, to)| to));
        let mut sides: Vec<FuncId> = Vec::new();
        for function in of_edge.chain(at.function).chain(at.other) {
            let is_compiled = !subject.case.functions[usize::from(function)]
                .origin
                .is_extern();
            if is_compiled && !sides.contains(&function) {
                sides.push(function);
            }
        }
        if sides.is_empty() {
            sides.extend(subject.case.compiled().next());
        }
        sides
    }
}

/// Whether the finding shows in what the code does, crossing by crossing.
fn is_about_execution(subject: &Subject) -> bool {
    let metadata = matches!(
        subject.finding.key.oracle(),
        Oracle::CallSite | Oracle::StackMap | Oracle::Unwind
    );
    subject.finding.at.event.is_some() && !metadata
}
