//! From findings to what people do with them.
//!
//! *Problem.* A hunt finds thousands of failing cases. People want to know which are new, what went
//! wrong, and the smallest case that shows it.
//!
//! *Idea.* A finding is known or new ([`known_issue`]), and has a [`report()`]. A case that shows
//! it can be made small: [`shrink()`]. Suppression is data under `triage/known/`, which
//! [`crate::known`] reads.
//!
//! *Invariant.* No code skips a known bug.
//!
//! *Limits.* What leaves Farcall is made by [`crate::export`].

mod bucket;
mod listing;
mod placement_map;
mod recheck;
mod report;
mod shrink;

pub use crate::known::{Description, KnownIssue, known_issue, known_issue_of, known_issues};
pub use bucket::bucket;
pub use listing::listing;
pub use placement_map::placement_map;
pub use recheck::{Recheck, State, recheck};
pub use report::report;
pub use shrink::{End, Limits, Progress, Shrunk, Size, shrink};
