//! The known issues under `triage/known/`.

mod common;

use common::arena;
use farcall::check::{Checker, Sampling};
use farcall::triage::{Description, KnownIssue, Status, known_issues, recheck};

/// The keys of the buckets that the smallest case of `issue` falls into.
fn keys(issue: &KnownIssue, sampling: Sampling) -> Vec<String> {
    let case = issue
        .case()
        .unwrap_or_else(|error| panic!("{}: {error}", issue.slug));
    let checker = Checker::new(arena()).expect("an arena");
    let verdict = checker.sampling(sampling).check(&case);
    verdict.buckets().map(|f| f.key.clone()).collect()
}

#[test]
fn every_issue_matches_its_own_case_and_no_other() {
    assert!(!known_issues().is_empty());
    for issue in known_issues() {
        let own = keys(issue, Sampling::All);
        assert!(
            own.iter().any(|key| issue.matches(key)),
            "{}: {own:?}",
            issue.slug
        );
        for other in known_issues()
            .iter()
            .filter(|other| other.slug != issue.slug)
        {
            // Sampled oracles see the same in many cases, tail calls for example.
            let stolen = keys(other, Sampling::None)
                .into_iter()
                .find(|key| issue.matches(key));
            assert_eq!(stolen, None, "{} also matches {}", issue.slug, other.slug);
        }
    }
}

#[test]
fn every_issue_says_what_it_is() {
    for issue in known_issues() {
        let Description {
            title,
            versions,
            found,
            confirmed_by,
            cause,
            ..
        } = &issue.description;
        assert!(
            cause.contains(".rs"),
            "{}: the cause names a file",
            issue.slug
        );
        for text in [title, versions, found, confirmed_by, cause] {
            assert!(!text.trim().is_empty(), "{}", issue.slug);
        }
    }
}

#[test]
fn every_issue_still_fails() {
    let mut checker = Checker::new(arena()).expect("an arena");
    for issue in known_issues() {
        assert_eq!(
            recheck(&mut checker, issue),
            Status::StillFailing,
            "{}",
            issue.slug
        );
    }
}
