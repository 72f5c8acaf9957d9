//! `farcall triage check --fixes`: a fix ends its own bucket, and nothing else.

use assert_cmd::Command;
use farcall::known::known_issues;
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Output;

fn check(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_farcall"));
    command.args(["triage", "check", "--fixes", "--json"]);
    command.args(arguments).output().expect("it can be started")
}

#[test]
fn what_cannot_be_tried_is_told_in_one_line_before_any_build() {
    for (arguments, words) in [
        (&["--only", "nothing"][..], "there is no such known issue"),
        (&["--runtests", "/no/such"], "--runtests takes one with"),
    ] {
        let output = check(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(words), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn every_issue_has_a_fix_or_says_why_not_and_names_only_known_issues() {
    let slugs: BTreeSet<&str> = known_issues().iter().map(|issue| issue.slug).collect();
    for issue in known_issues() {
        assert!(issue.fix().is_some(), "{} has no fix.json", issue.slug);
        for also in issue.patch().iter().flat_map(|patch| &patch.also) {
            assert!(slugs.contains(also.as_str()), "{}: {also}", issue.slug);
        }
    }
}

/// Builds the program that most fixes share, which takes minutes the first time.
#[test]
fn a_fix_ends_its_own_bucket_and_a_question_of_design_is_told() {
    let only = "jit-near-data-with-addend,tail-call-has-a-call-site,jit-out-of-reach";
    let output = check(&["--only", only, "--runtests", "tests/filetests"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let text = String::from_utf8(output.stdout).expect("text");
    let lines = text.lines().map(serde_json::from_str::<Value>);
    let proofs: Vec<Value> = lines.collect::<Result<_, _>>().expect("JSON");
    let outcome = |slug: &str| {
        let proof = proofs.iter().find(|proof| proof["slug"] == slug);
        proof.unwrap_or_else(|| panic!("{slug} is missing"))
    };
    assert_eq!(proofs.len(), 3);
    for slug in ["jit-near-data-with-addend", "tail-call-has-a-call-site"] {
        let proof = outcome(slug);
        assert_eq!(proof["outcome"], "proven", "{proof}");
        assert_eq!(proof["others"], known_issues().len() - 1);
        let counts = proof["filetests"].as_str().expect("filetests were run");
        assert!(counts.contains(" passed, "), "{counts}");
    }
    assert_eq!(outcome("jit-out-of-reach")["outcome"], "design");
}
