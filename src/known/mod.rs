//! Known issues: bugs of Cranelift that somebody has looked into, as data.
//!
//! *Problem.* A bug that every other case shows hides its neighbours, fills reports, and stops
//! cases before they are executed. If code skips it, nobody sees the day on which it is fixed or
//! comes back.
//!
//! *Idea.* Each is a directory `triage/known/<slug>/` with a description, `issue.toml`, and the
//! smallest case that shows it, `smallest.case`; both are embedded when Farcall is built. The
//! description has all that any part of Farcall does about the bug:
//!
//! * which findings are its own: patterns of bucket keys ([`KnownIssue::matches`]);
//! * which of the findings that oracles name alike get a name of their own ([`Refinement`]), by
//!   [`CONDITIONS`] in terms of the case and of what was seen;
//! * which of the [`SHAPES`] of a case it stops so often that only some cases keep them
//!   ([`Throttle`]);
//! * which Cranelifts have it ([`Versions`]): for any other it does none of this.
//!
//! This is the one reader of those files. A [`Known`] is what they say about one Cranelift.
//!
//! *Invariant.* No `if` elsewhere names, skips or avoids a bug. What a throttle leaves of a case
//! depends on the case alone. Stored cases are never throttled: what is read is what was written.
//!
//! *Limits.* A shape or a condition that is not in the tables takes a row of code; an issue that
//! uses those that are there takes none. Two issues may throttle one shape, and a case then passes
//! both.

mod condition;
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
pub use issue::{Description, KnownIssue};
pub use read::{IssueError, Mistake};
pub use refine::Refinement;
pub use set::{Known, embedded, everywhere, known_issue, known_issue_of, known_issues, linked};
pub use shape::{SHAPES, Shape, Site};
pub use throttle::{Share, Throttle};
pub use versions::{Bound, Commit, Versions};
