//! Exported run tests: they fail today, and say why the others cannot be written.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The known issues that a run test shows.
const SHOWN: [&str; 5] = [
    "f16-store-overwrites-its-value",
    "float-result-in-memory-loses-its-nan-box",
    "preserve-all-loses-t3-to-stack-probes",
    "preserve-all-saves-vectors-without-v",
    "stack-limit-far-behind-a-pointer",
];

fn farcall(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("farcall").expect("the binary is built for the tests");
    command.args(arguments);
    command
}

fn name(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

#[test]
fn exported_run_tests_fail_under_each_target() {
    let dir = TempDir::new().expect("a temporary directory");
    let mut arguments = vec!["export", "--format", "clif", "-o", name(dir.path())];
    arguments.extend(SHOWN);
    let output = farcall(&arguments).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for slug in SHOWN {
        let path = dir.path().join(format!("issue-{slug}.clif"));
        let text = fs::read_to_string(&path).expect("it was written");
        assert!(text.starts_with(";; Regression test for "), "{text}");
        assert!(text.lines().count() < 60, "{text}");
        let run = farcall(&["filetest", "run", name(&path)]).output();
        let run = run.expect("it starts");
        let said = String::from_utf8_lossy(&run.stdout);
        assert_eq!(run.status.code(), Some(2), "{said}");
        assert!(said.contains("0 passed, 2 failed, 0 skipped"), "{said}");
    }
}

#[test]
fn what_no_run_test_shows_is_told_in_a_line_with_another_format() {
    let dir = TempDir::new().expect("a temporary directory");
    let out = name(dir.path());
    for (slug, why) in [
        (
            "jit-out-of-reach",
            "a filetest cannot place them; try --format rust",
        ),
        (
            "psabi-float-overflow",
            "a filetest has no C; try --format c",
        ),
        ("tail-call-has-a-call-site", "it is in metadata"),
    ] {
        let output = farcall(&["export", slug, "--format", "clif", "-o", out]).output();
        let output = output.expect("it starts");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(why) && said.lines().count() == 1, "{said}");
    }
    assert_eq!(fs::read_dir(dir.path()).expect("it is there").count(), 0);
}

#[test]
fn bad_arguments_of_export_are_refused_in_one_line() {
    let dir = TempDir::new().expect("a temporary directory");
    let file = dir.path().join("file");
    fs::write(&file, "no case").expect("there is room");
    let [out, file] = [dir.path(), &file].map(name);
    for (arguments, wanted) in [
        (
            vec!["no-such-thing", "--format", "clif", "-o", out],
            "there is no such file",
        ),
        (
            vec![file, "--format", "clif", "-o", out],
            "it is no stored case",
        ),
        (
            vec!["jit-out-of-reach", "--format", "pdf", "-o", out],
            "invalid value 'pdf'",
        ),
        (
            vec!["jit-out-of-reach", "--format", "clif", "-o", file],
            "cannot write",
        ),
        (vec!["--format", "clif", "-o", out], "required"),
    ] {
        let output = farcall(&["export"])
            .args(arguments)
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(wanted) && said.lines().count() == 1, "{said}");
    }
}
