//! Known issues: bugs of Cranelift that somebody has looked into, as data.
//!
//! *Problem.* A bug that shows in every other case hides its neighbours, fills reports, and stops
//! cases before they are executed. If code skips it, nobody notices when it is fixed or comes back.
//!
//! *Idea.* An issue is a directory `triage/known/<slug>/` with a description, `issue.toml`, and the
//! smallest case that shows it, `smallest.case`. Both are embedded when Farcall is built. The
//! description has everything that any part of Farcall does about the bug:
//!
//! * which findings belong to it: patterns of bucket keys ([`KnownIssue::matches`]);
//! * which findings get a longer key, because they share a rule with others ([`Refinement`]): those
//!   that meet [`CONDITIONS`] on the case and on what was seen;
//! * which [`SHAPES`] of a case it stops so often that only some cases keep them ([`Throttle`]);
//! * which Cranelifts have it ([`Versions`]). For any other version, Farcall does nothing of this.
//!
//! Beside them may lie `fix.json`: edits of Cranelift's sources that mend it ([`Fix`]). The command
//! line's `--fixed` and `triage check --fixes` apply them.
//!
//! Only this module reads those files. A [`Known`] is what they say about one Cranelift.
//!
//! *Invariant.* No `if` elsewhere names, skips or avoids a bug. What a throttle leaves of a case
//! depends on the case alone. Stored cases are never throttled: what is read is what was written.
//!
//! *Limits.* An issue needs code only for a shape or a condition that is not in the tables yet. If
//! two issues throttle one shape, a case passes both throttles.

mod condition;
mod fix;
mod issue;
mod pattern;
mod read;
mod refine;
mod set;
mod shape;
#[cfg(test)]
mod tests;
mod throttle;
mod versions;

pub use condition::{CONDITIONS, Condition, Facts};
pub use fix::{Fix, FixMistake, Patch, SourceEdit};
pub use issue::{Description, KnownIssue};
pub use read::{IssueError, Mistake};
pub use refine::Refinement;
pub use set::{Known, embedded, everywhere, known_issue, known_issue_of, known_issues, linked};
pub use shape::{SHAPES, Shape, Site};
pub use throttle::{Share, Throttle};
pub use versions::{Bound, Commit, Versions};
