//! From findings to what people do with them.
//!
//! *Idea.* A finding is known or new ([`known_issue`]), and has a [`report()`]. Suppression is data
//! under `triage/known/`, which [`crate::known`] reads; no code skips a known bug.
//!
//! A case that shows it can be made small: [`shrink()`].
//!
//! *Limits.* Export builds on this, and is not here yet.

mod listing;
mod placement_map;
mod recheck;
mod report;
mod shrink;

pub use crate::known::{Description, KnownIssue, known_issue, known_issue_of, known_issues};
pub use listing::listing;
pub use placement_map::placement_map;
pub use recheck::{Recheck, State, recheck};
pub use report::report;
pub use shrink::{End, Limits, Progress, Shrunk, Size, shrink};
