//! The draft of a report, which a human finishes and sends.
//!
//! *Problem.* Maintainers ask for a reduced test, the reason why the expectation is right, with its
//! clause, the affected versions and targets, and for a human who understands the report.
//!
//! *Idea.* The draft has all of that but the human: what Farcall knows is filled in, and what only
//! a person can say is left blank, visibly. Where a report has to go depends on whether a tier-1
//! target is affected, so the same case is executed on x86-64 first.
//!
//! *Invariant.* Nothing is sent. Every draft says that a program made it.
//!
//! *Limits.* Whether somebody has reported the bug already is for the human to find out.

mod clause;
mod draft;
mod parts;
mod sources;
#[cfg(test)]
mod tests;
mod tier;

use super::scene::Scene;
use super::{ExportError, ExportFile, Exported, Subject};
use crate::check::Checker;
use draft::{DraftTest, draft};
use tier::Tier;

/// Exports `subject`.
///
/// # Errors
/// None; every finding has a draft.
pub(super) fn export(subject: &Subject, checker: &mut Checker) -> Result<Exported, ExportError> {
    let scene = Scene::of(subject, checker);
    let tier = Tier::of(&subject.case);
    let test = DraftTest::of(subject, checker);
    let text = draft(subject, &scene, &tier, test);
    let name = format!("{}.md", subject.name);
    Ok(Exported {
        advice: match tier {
            Tier::Affected(_) => {
                "a tier-1 target is affected: this goes to the security contact, not to a public \
                 issue"
            }
            Tier::AsExpected | Tier::NotAsked(_) => {
                "read it, check it, finish it in your own words, and send it yourself"
            }
        }
        .to_owned(),
        files: vec![ExportFile::text(name, text)],
    })
}
