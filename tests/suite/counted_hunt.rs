//! `farcall hunt --cases`: the same list on every machine, for a pull request.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{self, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn hunt(arguments: &[&str], out: &Path) -> Command {
    let mut command = Command::cargo_bin("farcall").expect("the binary is built for the tests");
    command.arg("hunt").args(arguments).arg("--out").arg(out);
    command
}

/// Expects exit code 1, nothing on standard output, and one line that contains `wanted`.
fn refused(arguments: &[&str], out: &Path, wanted: &str) {
    let output = hunt(arguments, out).output().expect("it starts");
    let stderr = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert_eq!(output.stdout, b"", "{arguments:?}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains(wanted), "{stderr}");
}

/// The list that a hunt of `cases` cases prints.
fn list(cases: &str, jobs: &str, out: &Path, more: &[&str]) -> Vec<u8> {
    let arguments = ["--cases", cases, "--seed", "7", "--json", "--jobs", jobs];
    let output = hunt(&arguments, out).args(more).output();
    let output = output.expect("it starts");
    assert_eq!(
        output.status.code(),
        Some(0),
        "nothing but known issues: {output:?}"
    );
    output.stdout
}

#[test]
fn a_hunt_of_so_many_cases_prints_the_same_list_for_any_jobs() {
    let [one, three] = [(); 2].map(|()| TempDir::new().expect("a temporary directory"));
    let first = list("2000", "1", one.path(), &[]);
    let text = String::from_utf8(first.clone()).expect("text");
    assert!(list("2000", "3", three.path(), &[]) == first, "{text}");

    let json: Value = serde_json::from_slice(&first).expect("one JSON object");
    assert_eq!(
        (&json["cases"], &json["seed"], &json["new"]),
        (&2000.into(), &7.into(), &0.into())
    );
    assert!(
        json["cranelift"]
            .as_str()
            .is_some_and(|version| !version.is_empty())
    );
    let buckets = json["buckets"].as_array().expect("a list");
    assert!(buckets.len() > 10, "{text}");
    for bucket in buckets {
        assert_eq!(bucket["known"], true);
        assert!(bucket["first_case"].as_u64() < Some(2000), "{bucket}");
        assert!(bucket["count"].as_u64() >= Some(1), "{bucket}");
        let case = one
            .path()
            .join(bucket["case"]["file"].as_str().expect("a path"));
        assert!(case.is_file(), "{bucket}");
        assert_eq!(bucket["case"]["sha1"].as_str().map(str::len), Some(40));
    }
    let stats = fs::read(one.path().join("stats.json")).expect("it was written");
    let stats: Value = serde_json::from_slice(&stats).expect("one JSON object");
    assert_eq!(stats["cases"], 2000, "each case once");
}

#[test]
fn only_what_the_baseline_does_not_have_is_listed() {
    let [before, after] = [(); 2].map(|()| TempDir::new().expect("a temporary directory"));
    let all: Value = serde_json::from_slice(&list("300", "2", before.path(), &[])).expect("JSON");
    let all = all["buckets"].as_array().expect("a list").clone();
    // A baseline that lacks the first bucket of the list.
    let findings = before.path().join("findings.jsonl");
    let text = fs::read_to_string(&findings).expect("it was written");
    let key = all[0]["key"].as_str().expect("a key");
    let others = text
        .lines()
        .filter(|line| !line.contains(&format!("\"{key}\"")));
    let others: Vec<&str> = others.collect();
    assert_eq!(others.len() + 1, all.len());
    fs::write(&findings, others.join("\n")).expect("there is room");
    let baseline = before.path().to_str().expect("a plain name");
    let beyond = list("300", "1", after.path(), &["--baseline", baseline]);
    let beyond: Value = serde_json::from_slice(&beyond).expect("JSON");
    assert_eq!(beyond["buckets"], Value::from(vec![all[0].clone()]));
}

#[test]
fn what_does_not_fit_together_is_refused_in_one_line() {
    let dir = TempDir::new().expect("a temporary directory");
    let out = dir.path().join("out");
    for other in [
        ["--for", "5s"],
        ["--mutator", "bytes"],
        ["--assertions", "on"],
        ["--corpus", "corpus/jit"],
    ] {
        refused(
            &[&["--cases", "5"][..], &other].concat(),
            &out,
            "cannot be used with",
        );
    }
    refused(
        &["--cases", "5", "--build-first"],
        &out,
        "cannot be used with",
    );
    refused(
        &["--cases", "5", "--engine", "coverage"],
        &out,
        "--engine random",
    );
    refused(
        &["--build-first", "--engine", "random"],
        &out,
        "--engine coverage",
    );
    refused(&["--json"], &out, "--cases");
    refused(&["--cases", "0"], &out, "0");
    refused(&["--cases", "many"], &out, "many");
    assert!(!out.exists(), "nothing was begun");
}

#[test]
fn a_baseline_that_cannot_be_read_is_refused_in_one_line() {
    let dir = TempDir::new().expect("a temporary directory");
    let out = dir.path().join("out");
    let baseline = dir.path().to_str().expect("a plain name");
    let arguments = ["--cases", "5", "--baseline", baseline];
    refused(&arguments, &out, "findings.jsonl: No such file");
    fs::write(dir.path().join("findings.jsonl"), "{\"key\": 5}\n").expect("there is room");
    refused(&arguments, &out, "line 1");
    refused(&["--for", "1s", "--baseline", baseline], &out, "line 1");
    assert!(!out.exists(), "nothing was begun");
}

#[test]
fn a_hunt_of_so_many_cases_wants_an_unused_directory() {
    let dir = TempDir::new().expect("a temporary directory");
    hunt(&["--cases", "1"], dir.path()).assert().success();
    let before = fs::read(dir.path().join("findings.jsonl")).expect("it was written");
    refused(&["--cases", "1"], dir.path(), "has an earlier hunt in it");
    let after = fs::read(dir.path().join("findings.jsonl")).expect("it is there");
    assert_eq!(before, after);
}

#[test]
fn a_hunt_of_so_many_cases_that_is_interrupted_prints_no_list() {
    let dir = TempDir::new().expect("a temporary directory");
    let child = process::Command::new(env!("CARGO_BIN_EXE_farcall"))
        .args(["hunt", "--cases", "100000000", "--json", "--out"])
        .arg(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let limit = Instant::now() + Duration::from_secs(60);
    let findings = dir.path().join("findings.jsonl");
    while fs::metadata(&findings).map_or(0, |file| file.len()) == 0 {
        assert!(Instant::now() < limit, "nothing is found");
        thread::sleep(Duration::from_millis(20));
    }
    let pid = child.id().to_string();
    let signal = process::Command::new("kill").args(["-INT", &pid]).status();
    assert!(signal.expect("kill is there").success());
    let output = child.wait_with_output().expect("it was started");
    let stderr = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert_eq!(output.stdout, b"");
    assert!(stderr.contains("interrupted after"), "{stderr}");
    assert!(stderr.contains("of 100000000 cases"), "{stderr}");
}
