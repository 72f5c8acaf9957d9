//! Fixes: edits of Cranelift that mend known issues, applied and proven.
//!
//! *Problem.* A named cause is a claim until something that changes only it mends the issue. And a
//! known bug hides what lies behind it.
//!
//! *Idea.* The fix of an issue is data (`triage/known/<slug>/fix.json`). [`wanted`] is the linked
//! Cranelift with all fixes of issues in force; Farcall is built against it like against any other
//! (`relink/`). [`prove`] tries each fix alone. Fixes whose edits lie in bodies of functions share
//! one program (`weave`), in which an environment variable chooses; each of the others has a
//! program of its own. Programs are kept (`programs`).
//!
//! *Invariant.* The registry's crates and `Cargo.lock` are only read. An edit applies where its
//! `find` is, exactly once, or the fix is refused. Edits that several fixes share are made once.
//! With no fix in force, the shared program does with all smallest cases what Farcall itself does.
//!
//! *Limits.* What a fix does to other targets is not tried.

mod error;
mod locate;
mod programs;
mod proof;
mod prove;
mod trial;
mod weave;

pub use error::FixesError;
pub use proof::{Outcome, Proof};
pub use prove::{FixesOptions, FixesReport, prove};

use crate::hunt::build;
use crate::known::{self, KnownIssue};
use crate::relink::{Edited, Wanted};
use crate::version::{self, Cranelift};
use locate::Located;
use std::path::Path;

/// The linked Cranelift with the fixes of all issues in force.
///
/// # Errors
/// If a fix does not fit, or two do not fit together.
pub fn wanted() -> Result<Wanted, FixesError> {
    let issues: Vec<&KnownIssue> = known::linked()
        .in_force()
        .filter(|issue| issue.patch().is_some())
        .collect();
    let workspace = build::workspace(Path::new("/dev/null"))?;
    let located = Located::find(&issues, &workspace.packages)?;
    let linked = version::linked();
    let slugs = issues.iter().map(|issue| issue.slug.to_owned());
    Ok(Wanted::Edited(Edited {
        directory: "fixed",
        cranelift: Cranelift {
            fixed: linked.fixed.iter().cloned().chain(slugs).collect(),
            ..linked.clone()
        },
        overlay: located.all()?,
        crates: located.crates,
    }))
}
