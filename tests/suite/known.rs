//! The known issues under `triage/known/`.

use crate::common::{arena, pair};
use farcall::case::{CallKind, Case};
use farcall::check::{Checker, Sampling};
use farcall::known::{self, Known};
use farcall::triage::{Description, KnownIssue, Recheck, State, known_issues, recheck};
use farcall::version::{self, Cranelift};

/// The issue in that directory.
fn issue(slug: &str) -> &'static KnownIssue {
    let mut issues = known_issues().iter();
    let issue = issues.find(|issue| issue.slug == slug);
    issue.unwrap_or_else(|| panic!("there is no issue {slug}"))
}

/// The keys of the buckets that the smallest case of `issue` falls into.
fn keys(issue: &KnownIssue, sampling: Sampling) -> Vec<String> {
    let case = issue
        .case()
        .unwrap_or_else(|error| panic!("{}: {error}", issue.slug));
    let checker = Checker::with_arena(arena());
    let verdict = checker.sampling(sampling).check(&case);
    verdict.buckets().map(|f| f.key.to_string()).collect()
}

#[test]
fn every_issue_matches_its_own_case_and_no_other() {
    let in_force = || known::linked().in_force();
    assert_ne!(in_force().count(), 0);
    for issue in in_force() {
        let own = keys(issue, Sampling::All);
        assert!(
            own.iter().any(|key| issue.matches(key)),
            "{}: {own:?}",
            issue.slug
        );
        for other in in_force().filter(|other| other.slug != issue.slug) {
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
        for text in [title, found, confirmed_by, cause] {
            assert!(!text.trim().is_empty(), "{}", issue.slug);
        }
    }
}

#[test]
fn every_issue_is_what_it_says_with_the_linked_cranelift() {
    let checker = Checker::with_arena(arena());
    let mut count = 0;
    for (issue, rechecked) in recheck(checker, known::linked()) {
        let Recheck {
            expected,
            state,
            keys,
        } = rechecked.expect("a stored case");
        assert_eq!(expected, issue.is_in(version::linked()), "{}", issue.slug);
        assert!(
            state.is_as_expected(),
            "{}: {state:?}, {keys:?}",
            issue.slug
        );
        count += 1;
    }
    assert_eq!(count, known_issues().len());
}

/// A release that no issue has been tried with.
fn long_ago() -> Cranelift {
    Cranelift {
        version: "0.1.0".parse().expect("a version"),
        commit: None,
        fixed: Vec::new(),
    }
}

/// The issues, if the linked Cranelift had none of them.
fn nothing() -> &'static Known {
    let known = known::linked().about(&long_ago());
    assert_eq!(known.in_force().count(), 0);
    Box::leak(Box::new(known))
}

/// The states of the issues of `known` with the linked Cranelift.
fn states(known: &Known) -> Vec<State> {
    let checker = Checker::with_arena(arena());
    let all = recheck(checker, known);
    all.map(|(issue, again)| again.unwrap_or_else(|error| panic!("{}: {error}", issue.slug)))
        .map(|again| again.state)
        .collect()
}

#[test]
fn a_bug_outside_of_its_versions_is_back() {
    for (issue, state) in known_issues().iter().zip(states(nothing())) {
        let expected = if issue.is_in(version::linked()) {
            State::Back
        } else {
            State::Absent
        };
        assert_eq!(state, expected, "{}", issue.slug);
    }
}

#[test]
fn a_case_that_passes_and_one_that_fails_otherwise_are_told_apart() {
    let text: &str = format!(
        "title = 'a'\nclass = 'crash'\nkeys = ['fault/breakpoint']\nversions = '>={}'\n\
         found = 'now'\nconfirmed_by = 'nobody'\ncause = 'none'\n",
        version::linked().version
    )
    .leak();
    let another: &str = text.replace("breakpoint", "illegal-instruction").leak();
    let other = issue("psabi-float-overflow").case().expect("a stored case");
    let cases: [&[u8]; 2] = [
        pair(CallKind::Near, None).to_bytes().leak(),
        other.to_bytes().leak(),
    ];
    let files = [
        ("passes", text, cases[0], None),
        ("another", another, cases[1], None),
    ];
    let known = Known::read(&files, version::linked()).expect("two issues");
    assert_eq!(states(&known), [State::Fixed, State::Changed]);
    let elsewhere = known.about(&long_ago());
    assert_eq!(states(&elsewhere), [State::Absent, State::Changed]);
}

#[test]
fn where_an_issue_is_not_its_findings_are_new_and_have_the_key_of_the_oracle() {
    for (slug, plain, refined) in [
        (
            "preserve-all-loses-t3-to-stack-probes",
            "abi/return-edge/callee-saved/t3",
            "abi/return-edge/callee-saved/t3/with-probes",
        ),
        (
            "stack-limit-far-behind-a-pointer",
            "fault/unmapped-load",
            "fault/unmapped-load/stack-limit/twice-the-offset",
        ),
    ] {
        let case = issue(slug).case().expect("a stored case");
        let key = |known: &'static Known| {
            let checker = Checker::with_arena(arena()).knowing(known);
            let verdict = checker.sampling(Sampling::None).check(&case);
            verdict.findings.first().expect("it fails").key.clone()
        };
        assert_eq!(key(known::everywhere()), refined);
        assert_eq!(key(nothing()), plain);
        // The issue matches its own bucket only.
        assert!(issue(slug).matches(refined) && !issue(slug).matches(plain));
        assert!(nothing().issue(refined).is_none());
    }
}

#[test]
fn a_stored_case_is_read_as_it_was_written() {
    for issue in known_issues() {
        let case = issue.case().expect("a stored case");
        assert!(Case::read(&case.to_bytes()).as_ref() == Ok(&case));
        if let Some(throttle) = &issue.description.throttle {
            let sites = throttle.shape.sites(&case).len();
            assert!(sites > 0, "{} has not what it throttles", issue.slug);
        }
    }
}
