//! Whether known issues still are what they were, and where.

use crate::case::binary::ReadError;
use crate::check::Checker;
use crate::known::{self, Known, KnownIssue};
use serde::Serialize;

/// What became of the case of a known issue, with some Cranelift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It fails, as it does wherever the issue is.
    StillFailing,
    /// It passes, although this Cranelift is among those that have the issue.
    Fixed,
    /// It passes, as it does wherever the issue is not.
    Absent,
    /// It fails, although this Cranelift is not among those that have the issue.
    Back,
    /// It fails in other ways.
    Changed,
}

/// A known issue, looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recheck {
    /// Whether it is among the issues of this Cranelift, so that its case has to fail.
    pub expected: bool,
    /// What became of it.
    pub state: State,
    /// The keys of the buckets that its case falls into.
    pub keys: Vec<String>,
}

impl State {
    /// Whether it is what the description says.
    pub fn is_as_expected(self) -> bool {
        matches!(self, State::StillFailing | State::Absent)
    }
}

/// Checks the smallest case of each issue of `known`, one after another. Buckets have the names
/// that any issue gives them, in force or not, so that one that is back is recognised.
pub fn recheck(
    checker: Checker,
    known: &Known,
) -> impl Iterator<Item = (&KnownIssue, Result<Recheck, ReadError>)> {
    let mut checker = checker.knowing(known::everywhere());
    let issues = known.issues().iter();
    issues.map(move |issue| (issue, again(&mut checker, known, issue)))
}

fn again(checker: &mut Checker, known: &Known, issue: &KnownIssue) -> Result<Recheck, ReadError> {
    let verdict = checker.check_by_all(&issue.case()?);
    let keys: Vec<String> = verdict.buckets().map(|f| f.key.to_string()).collect();
    let expected = known.in_force().any(|other| other.slug == issue.slug);
    Ok(Recheck {
        expected,
        state: state(known, issue, expected, &keys),
        keys,
    })
}

/// What it means that the case of `issue` falls into buckets `keys`.
fn state(known: &Known, issue: &KnownIssue, expected: bool, keys: &[String]) -> State {
    let shows = keys.iter().any(|key| issue.matches(key));
    let is_others = |key: &String| known.issue(key).is_some();
    match (shows, expected) {
        (true, true) => State::StillFailing,
        (true, false) => State::Back,
        (false, true) if keys.is_empty() => State::Fixed,
        // What others of this Cranelift's issues do to it is theirs.
        (false, false) if keys.iter().all(is_others) => State::Absent,
        (false, _) => State::Changed,
    }
}
