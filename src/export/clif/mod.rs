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
//! *Limits.* What is in metadata, or in code without an effect on results, becomes a `test unwind`
//! or `test compile` filetest, which only a mended Cranelift can write: see [`emitted`].

mod callers;
mod emitted;
mod expressible;
mod returning;
mod run_test;
#[cfg(test)]
mod tests;
mod visible;
mod within_context;

use super::{ExportError, ExportFile, Exported, Format, Subject};
use crate::case::Case;
use crate::check::Checker;
use crate::filetest::{TextKind, Trial};
use crate::known::KnownIssue;
use crate::model;
use crate::opinion::{Opinion, interpreter};
use crate::oracle::Oracle;
use expressible::Lacking;
use visible::Search;

/// Exports `subject` as a run test.
///
/// # Errors
/// If no run test that was found shows it.
pub(super) fn export(subject: &Subject, checker: &mut Checker) -> Result<Exported, ExportError> {
    let case = find(subject, checker)?;
    let expected = model::trace(&case);
    // Cranelift's interpreter lacks negative offsets, with which contexts are made.
    let interpretable =
        !case.has_context() && interpreter::judge(&case, &expected) == Opinion::Agrees;
    let text = run_test::text(&case, &expected, interpretable);
    Ok(filetest(&subject.name, subject.title(), &text, "runtests"))
}

fn find(subject: &Subject, checker: &mut Checker) -> Result<Case, ExportError> {
    let oracle = subject.finding.key.oracle();
    let refuse = |lacking: Lacking| {
        let mut why = lacking.to_string();
        let fixed = subject.issue.filter(|issue| issue.patch().is_some());
        if let (Some(issue), Lacking::Unexecuted | Lacking::Wrong) = (fixed, lacking) {
            why += "; what should be emitted is what a mended Cranelift emits: ";
            why += &format!("farcall --fixed export {} --format clif", issue.slug);
        }
        ExportError::inexpressible(Format::Clif, why, oracle)
    };
    if let Some(lacking) = Lacking::of(oracle) {
        return Err(refuse(lacking));
    }
    let search = Search::new(subject, checker);
    let mut search = search.map_err(|error| ExportError::Tool(error.to_string()))?;
    search.run().map_err(refuse)
}

/// Exports what the linked Cranelift, which has the fix of `issue`, emits for `case`.
///
/// # Errors
/// If Cranelift does not compile it.
pub(super) fn emitted(issue: &KnownIssue, case: &Case) -> Result<Exported, ExportError> {
    let oracles = issue.description.keys.iter();
    let oracle = oracles.filter_map(|key| Oracle::of_text(key)).next();
    let kind = oracle.map_or(TextKind::Code, emitted::kind);
    let mut trial = Trial::new().map_err(|error| ExportError::Tool(error.to_string()))?;
    let text = emitted::text(case, kind, &mut trial).map_err(ExportError::Tool)?;
    let title = &issue.description.title;
    Ok(filetest(issue.slug, title, &text, "isa/riscv64"))
}

fn filetest(name: &str, title: &str, text: &str, folder: &str) -> Exported {
    let name = format!("issue-{name}.clif");
    let text = format!(";; Regression test for this bug: {title}.\n\n{text}");
    Exported {
        advice: format!("put {name} into cranelift/filetests/filetests/{folder}/"),
        files: vec![ExportFile::text(name, text)],
    }
}
