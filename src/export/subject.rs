//! What is exported.

use crate::case::Case;
use crate::check::Checker;
use crate::known::{KnownIssue, known_issue};
use crate::oracle::Finding;
use crate::triage;

/// A finding, and a case that shows it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its name in file names: an issue's slug, or a case file's stem.
    pub name: String,
    /// The case that the finding is about.
    pub case: Case,
    /// The finding.
    pub finding: Finding,
    /// The known issue that it belongs to, if any.
    pub issue: Option<&'static KnownIssue>,
}

impl Subject {
    /// The finding of `case` with this key; without a key, that of [`triage::bucket`].
    ///
    /// # Errors
    /// If there is no such finding. The error lists the keys that there are.
    pub fn of_case(
        name: String,
        case: &Case,
        key: Option<&str>,
        checker: &mut Checker,
    ) -> Result<Subject, Vec<String>> {
        let verdict = checker.check_by_all(case);
        let found = triage::bucket(&verdict, case, key);
        let (case, finding) = found.ok_or_else(|| {
            verdict
                .buckets()
                .map(|f| f.key.to_string())
                .collect::<Vec<_>>()
        })?;
        Ok(Subject {
            name,
            case: case.clone(),
            finding: finding.clone(),
            issue: known_issue(&finding.key),
        })
    }

    /// The finding of `case`, the issue's own, that belongs to `issue`; the first one of several.
    ///
    /// # Errors
    /// As [`Subject::of_case`].
    pub fn of_issue(
        issue: &'static KnownIssue,
        case: &Case,
        checker: &mut Checker,
    ) -> Result<Subject, Vec<String>> {
        let verdict = checker.check_by_all(case);
        let mut buckets = verdict.buckets_of(case);
        let own = buckets.find(|(_, finding)| issue.matches(&finding.key));
        let key = own.map(|(_, finding)| finding.key.to_string());
        Subject::of_case(issue.slug.to_owned(), case, key.as_deref(), checker)
    }

    /// Whether `case` has the same finding: one of its buckets belongs to the same known issue, or
    /// has the same key.
    pub(crate) fn has(&self, case: &Case, checker: &mut Checker) -> bool {
        let verdict = checker.check_for(case, Some(self.finding.key.oracle()));
        verdict.buckets().any(|found| match self.issue {
            Some(issue) => issue.matches(&found.key),
            None => found.key == self.finding.key,
        })
    }

    /// One line that says what is wrong.
    pub fn title(&self) -> &str {
        match self.issue {
            Some(issue) => &issue.description.title,
            None => &self.finding.summary,
        }
    }
}
