//! Known issues, checked again with some Cranelift.

use crate::case::binary::ReadError;
use crate::check::Checker;
use crate::known::{self, Known, KnownIssue};
use serde::Serialize;

/// What the smallest case of a known issue does with some Cranelift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It fails as described, and this Cranelift has the issue.
    StillFailing,
    /// It passes, although this Cranelift should have the issue.
    Fixed,
    /// It does not show the issue, and this Cranelift does not have it.
    Absent,
    /// It fails as described, although this Cranelift should not have the issue.
    Back,
    /// It fails in another way.
    Changed,
}

/// A known issue, checked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recheck {
    /// Whether this Cranelift should have it, so that its case has to fail.
    pub expected: bool,
    /// What its case does.
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

/// Checks the smallest case of each issue of `known`, one after another. All issues refine keys, in
/// force or not, so that an issue that is back is recognised.
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

/// The state of `issue` if its case falls into buckets `keys`.
fn state(known: &Known, issue: &KnownIssue, expected: bool, keys: &[String]) -> State {
    let shows = keys.iter().any(|key| issue.matches(key));
    let is_others = |key: &String| known.issue(key).is_some();
    match (shows, expected) {
        (true, true) => State::StillFailing,
        (true, false) => State::Back,
        (false, true) if keys.is_empty() => State::Fixed,
        // Other issues of this Cranelift may stop the case.
        (false, false) if keys.iter().all(is_others) => State::Absent,
        (false, _) => State::Changed,
    }
}
