//! Whether known issues still are what they were.

use super::known::KnownIssue;
use crate::case::binary::ReadError;
use crate::check::Checker;

/// What became of a known issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its case still fails in the same way.
    StillFailing,
    /// Its case fails, but in other buckets: their keys.
    Changed(Vec<String>),
    /// Its case passes.
    Fixed,
    /// Its case cannot be read.
    Unreadable(ReadError),
}

/// Checks the smallest case of `issue`.
pub fn recheck(checker: &mut Checker, issue: &KnownIssue) -> Status {
    let case = match issue.case() {
        Ok(case) => case,
        Err(error) => return Status::Unreadable(error),
    };
    let verdict = checker.check_by_all(&case);
    let keys: Vec<String> = verdict.buckets().map(|f| f.key.clone()).collect();
    if keys.is_empty() {
        Status::Fixed
    } else if keys.iter().any(|key| issue.matches(key)) {
        Status::StillFailing
    } else {
        Status::Changed(keys)
    }
}
