//! `farcall mutants`: wrong lists are refused, and planted faults are found.

use assert_cmd::Command;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

fn farcall(list: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_farcall"));
    command.arg("mutants").arg(list).arg("--out").arg(out);
    command.args(more).output().expect("it can be started")
}

fn entry(id: &str, krate: &str, file: &str, find: &str) -> String {
    let entry = json!({
        "id": id,
        "class": "c",
        "crate": krate,
        "file": file,
        "find": find,
        "replace": "",
        "expected_trigger": "t",
    });
    entry.to_string()
}

/// A file of cranelift-jit.
const BLOB: &str = "src/compiled_blob.rs";

/// Wrong lists, each with the id to hunt and the words of the error.
fn wrong_lists() -> Vec<(String, &'static str, &'static str)> {
    let good = entry("A", "cranelift-jit", BLOB, "Reloc::RiscvCallPlt =>");
    let mut lists = vec![
        (
            format!("[{good},"),
            "A",
            "list.json: it is no JSON array of mutants",
        ),
        (
            format!("[{good}, {{}}]"),
            "A",
            "list.json: entry 2 is no mutant: missing field `id`",
        ),
        (
            format!("[{good}, {good}]"),
            "A",
            "list.json: two entries have the id A",
        ),
        (format!("[{good}]"), "C", "list.json: it has no mutant C"),
    ];
    lists.extend(wrong_second_entries().map(|(krate, file, find, words)| {
        let text = format!("[{good}, {}]", entry("B", krate, file, find));
        (text, "A", words)
    }));
    lists
}

/// Crate, file and find string of wrong entries, and the words of the error.
fn wrong_second_entries() -> [(&'static str, &'static str, &'static str, &'static str); 5] {
    [
        (
            "cranelift-x",
            BLOB,
            "x",
            "mutant B: there is no crate cranelift-x",
        ),
        ("serde", BLOB, "x", "mutant B: there is no crate serde"),
        (
            "cranelift-jit",
            "src/x.rs",
            "x",
            "mutant B: cranelift-jit has no file src/x.rs",
        ),
        (
            "cranelift-jit",
            BLOB,
            "no such text",
            "mutant B: its find string is 0 times in",
        ),
        (
            "cranelift-jit",
            BLOB,
            "Reloc::Abs",
            "mutant B: its find string is 2 times in",
        ),
    ]
}

#[test]
fn what_is_wrong_with_a_list_is_one_line_that_names_the_entry_before_any_build() {
    let dir = TempDir::new().expect("a directory");
    let (list, out) = (dir.path().join("list.json"), dir.path().join("out"));
    for (text, only, words) in wrong_lists() {
        fs::write(&list, &text).expect("there is room");
        let output = farcall(&list, &out, &["--only", only]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.starts_with("farcall: ") && said.contains(words),
            "{words}: {said}"
        );
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(output.stdout.is_empty());
    }
    let output = farcall(&dir.path().join("nowhere.json"), &out, &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("cannot read") && said.contains("nowhere.json"),
        "{said}"
    );
}

/// Builds the program that the project's own mutants share, which takes minutes the first time. It
/// is only hunted in after [the comparison](farcall::mutants::verify) of 10,000 cases.
#[test]
fn planted_faults_are_found_and_a_switch_that_is_off_changes_no_code() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/mutants/riscv64.json");
    let dir = TempDir::new().expect("a directory");
    let out = dir.path().join("out");
    let arguments = [
        "--only",
        "R02,R09",
        "--for",
        "20s",
        "--mode",
        "coverage,random",
    ];
    let output = farcall(&list, &out, &arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let read = |name: &str| fs::read_to_string(out.join(name)).expect("it was written");
    let summary: Value = serde_json::from_str(&read("mutants.json")).expect("JSON");
    assert_eq!(summary["verified_cases"], 10_000);
    let results = summary["results"].as_array().expect("results");
    let ids: Vec<&str> = results
        .iter()
        .filter_map(|result| result["id"].as_str())
        .collect();
    assert_eq!(ids, ["R02", "R09"]);
    for result in results {
        assert_eq!(
            (&result["detected"], &result["reached"]),
            (&true.into(), &true.into())
        );
        assert!(
            result["seconds"]
                .as_f64()
                .is_some_and(|seconds| seconds < 20.0)
        );
        let case = result["trials"][0]["case"].as_str().expect("a case");
        assert!(out.join(case).is_file());
    }
    assert!(read("curve.svg").contains("random: 2 of 2 trials detect"));

    again_after_a_torn_line(&list, &out, &arguments);
}

/// A trial whose line is torn is made again, and no other.
fn again_after_a_torn_line(list: &Path, out: &Path, arguments: &[&str]) {
    let read = || fs::read_to_string(out.join("trials.jsonl")).expect("it was written");
    let trials = read();
    assert_eq!(trials.lines().count(), 6);
    fs::write(out.join("trials.jsonl"), &trials[..trials.len() - 9]).expect("there is room");
    let output = farcall(list, out, arguments);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("is dropped") && said.contains("6 of 6 trials") && !said.contains("5 of 6"),
        "{said}"
    );
    let again = read();
    let kept = |text: &str| text.lines().take(5).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!((again.lines().count(), kept(&again)), (6, kept(&trials)));
}
