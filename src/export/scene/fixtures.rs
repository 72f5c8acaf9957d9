//! Findings to test formats with.

use crate::check::{Checker, Sampling};
use crate::export::Subject;
use crate::known::{self, known_issues};

/// A checker as `farcall export` has it, in an arena that no other test uses.
pub(in crate::export) fn checker() -> Checker {
    let mut free = (300..900).filter_map(|number| Checker::new(number).ok());
    let checker = free.next().expect("an arena is free");
    checker.sampling(Sampling::All).knowing(known::everywhere())
}

/// Every known issue, with the finding of its smallest case that belongs to it.
pub(in crate::export) fn subjects(checker: &mut Checker) -> Vec<Subject> {
    let issues = known_issues().iter().map(|issue| {
        let case = issue.case().expect("its case is readable");
        let verdict = checker.check_by_all(&case);
        let mut buckets = verdict.buckets_of(&case);
        let found = buckets.find(|(_, finding)| issue.matches(&finding.key));
        let (case, finding) = found.expect("the case shows the issue");
        Subject {
            name: issue.slug.to_owned(),
            case: case.clone(),
            finding: finding.clone(),
            issue: Some(issue),
        }
    });
    issues.collect()
}

/// One of them.
pub(in crate::export) fn subject(checker: &mut Checker, slug: &str) -> Subject {
    let all = subjects(checker).into_iter();
    let mut named = all.filter(|subject| subject.name == slug);
    named.next().expect("an issue has this name")
}
