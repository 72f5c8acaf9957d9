//! What every draft has to have.

use super::draft::{DraftTest, draft};
use super::sources;
use super::tier::Tier;
use crate::export::Subject;
use crate::export::scene::fixtures::{checker, subject, subjects};
use crate::export::scene::{Scene, Second};
use crate::version;

/// The heading of each part.
const PARTS: [&str; 7] = [
    "## Test",
    "## Expected and actual",
    "## Why this is expected",
    "## Versions",
    "## Tier-1 targets",
    "## Cause",
    "## How it was found",
];

/// The draft, as if there were no QEMU.
fn text(subject: &Subject, tier: &Tier, test: Option<DraftTest>) -> String {
    let mut scene = Scene::of(subject, &mut checker());
    scene.second = Second::NotAsked("QEMU is not installed".to_owned());
    draft(subject, &scene, tier, test)
}

#[test]
fn every_draft_has_each_part() {
    for subject in subjects(&mut checker()) {
        let draft = text(&subject, &Tier::AsExpected, None);
        let name = &subject.name;
        for part in PARTS {
            assert!(draft.contains(part), "{name} has no {part}");
        }
        let key = subject.finding.key.to_string();
        assert!(draft.contains(&key), "{name}");
        assert!(draft.contains(&subject.finding.summary), "{name}");
        assert!(draft.contains("<!-- in your own words:"), "{name}");
        assert!(
            draft.contains("A program wrote it, and nothing was sent."),
            "{name}"
        );
        assert!(draft.contains("```clif\ntest compile\n"), "{name}");
        let issue = subject.issue.expect("it is known");
        assert!(draft.contains(issue.description.cause.trim()), "{name}");
        assert!(!draft.contains("Do not open a public issue"), "{name}");
    }
}

#[test]
fn every_known_issue_rests_on_a_clause_with_an_address() {
    for subject in subjects(&mut checker()) {
        let clauses = sources::clauses(&subject.case, &subject.finding);
        assert!(!clauses.is_empty(), "{}", subject.name);
        for clause in clauses {
            assert!(clause.url.starts_with("https://github.com/"), "{clause:?}");
            assert!(
                clause.url.contains('#') && !clause.says.is_empty(),
                "{clause:?}"
            );
        }
    }
}

#[test]
fn a_tier_1_target_sends_the_human_to_the_security_contact_first() {
    let subject = subject(&mut checker(), "psabi-float-overflow");
    let tier = Tier::Affected("the host gives 1, expected 0".to_owned());
    let draft = text(&subject, &tier, None);
    assert!(draft.starts_with("> **Do not open a public issue.**"));
    assert!(draft.contains("<https://bytecodealliance.org/security>"));
    assert!(draft.contains("the host gives 1, expected 0"));
}

#[test]
fn what_was_not_tried_is_said() {
    let subject = subject(&mut checker(), "jit-call-just-inside-plus-2gib");
    let tier = Tier::NotAsked("there is no backend".to_owned());
    let draft = text(&subject, &tier, None);
    assert!(draft.contains("x86-64 was not tried: there is no backend."));
    let draft = text(&subject, &Tier::AsExpected, None);
    assert!(draft.contains("were not tried."));
}

#[test]
fn a_test_takes_the_place_of_the_case() {
    let subject = subject(&mut checker(), "jit-out-of-reach");
    let test = DraftTest {
        language: "rust".to_owned(),
        text: "#[test]\nfn reaches() {} // ```".to_owned(),
        place: "It belongs into `cranelift/jit/tests`".to_owned(),
    };
    let draft = text(&subject, &Tier::AsExpected, Some(test));
    assert!(draft.contains("`cranelift/jit/tests`.\n\n````rust\n#[test]"));
    assert!(!draft.contains("```clif"));
}

#[test]
fn a_draft_reads_as_it_did() {
    let subject = subject(&mut checker(), "psabi-float-overflow");
    let draft = text(&subject, &Tier::AsExpected, None);
    let draft = draft.replace(
        &format!("Cranelift {}", version::linked()),
        "Cranelift VERSION",
    );
    let draft = draft.replace(
        &format!("Farcall {}", env!("CARGO_PKG_VERSION")),
        "Farcall VERSION",
    );
    assert_eq!(draft, include_str!("golden.md"), "{draft}");
}
