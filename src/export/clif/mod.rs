//! Filetests in Cranelift's own style: run tests.
//!
//! *Problem.* A run test is entered by compiled code, has neither data nor places nor C, and sees
//! results only. A finding is often about something else.
//!
//! *Idea.* [`visible`] searches for a small case whose wrong results come from the finding;
//! [`run_test`] prints it, with what the model computes as run lines.
//!
//! *Invariant.* The text fails as a run test in Farcall's machine, and what fails first belongs to
//! the finding. `test interpret` is there only if Cranelift's interpreter agrees with the model.
//!
//! *Limits.* There are no `test compile` and `test unwind` filetests yet, for code without an
//! effect on results, and for metadata.

mod callers;
mod expressible;
mod returning;
mod run_test;
#[cfg(test)]
mod tests;
mod visible;
mod within_context;

use super::{ExportError, ExportFile, Exported, Format, Subject};
use crate::check::Checker;
use crate::model;
use crate::opinion::{Opinion, interpreter};
use expressible::Lacking;
use visible::Search;

/// Exports `subject` as a run test.
///
/// # Errors
/// If no run test that was found shows it.
pub(super) fn export(subject: &Subject, checker: &mut Checker) -> Result<Exported, ExportError> {
    let oracle = subject.finding.key.oracle();
    let refuse = |why| ExportError::inexpressible(Format::Clif, why, oracle);
    if let Some(lacking) = Lacking::of(oracle) {
        return Err(refuse(lacking.to_string()));
    }
    let search = Search::new(subject, checker);
    let mut search = search.map_err(|error| ExportError::Tool(error.to_string()))?;
    let case = search
        .run()
        .map_err(|lacking| refuse(lacking.to_string()))?;
    let expected = model::trace(&case);
    // Cranelift's interpreter lacks negative offsets, with which contexts are made.
    let interpretable =
        !case.has_context() && interpreter::judge(&case, &expected) == Opinion::Agrees;
    let text = run_test::text(&case, &expected, interpretable);
    let name = format!("issue-{}.clif", subject.name);
    Ok(Exported {
        advice: format!("put {name} into cranelift/filetests/filetests/runtests/"),
        files: vec![ExportFile::text(
            name,
            format!("{}\n{text}", comment(subject)),
        )],
    })
}

/// The line that says what the test is for.
fn comment(subject: &Subject) -> String {
    format!(";; Regression test for this bug: {}.\n", subject.title())
}
