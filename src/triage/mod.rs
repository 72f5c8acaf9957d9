//! From findings to what people do with them.
//!
//! *Idea.* A finding is known or new ([`known_issue`]), and has a [`report()`]. Suppression is data under `triage/known/`; no code skips a
//! known bug.
//!
//! *Limits.* Shrinking and export build on this, and are not here yet.

mod known;
mod listing;
mod placement_map;
mod recheck;
mod report;

pub use known::{Description, KnownIssue, known_issue, known_issue_of, known_issues};
pub use listing::listing;
pub use placement_map::placement_map;
pub use recheck::{Status, recheck};
pub use report::report;
