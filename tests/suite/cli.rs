//! The command line as a user meets it.

use crate::common::{end, pair, tail_pair};
use assert_cmd::Command;
use farcall::case::*;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

fn farcall(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("farcall").expect("the binary is built for the tests");
    command.args(arguments);
    command
}

/// Expects exit code 1, nothing on standard output, and one line that contains `wanted`.
fn refused(arguments: &[&str], wanted: &str) {
    let output = farcall(arguments).output().expect("it starts");
    let stderr = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert_eq!(output.stdout, b"", "{arguments:?}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains(wanted), "{stderr}");
}

fn file(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, bytes).expect("the temporary directory takes files");
    path
}

fn refused_file(bytes: &[u8], wanted: &str) {
    let dir = TempDir::new().expect("a temporary directory");
    let path = file(&dir, "input", bytes);
    let path = path.to_str().expect("a plain name");
    refused(&["replay", path], wanted);
    refused(&["show", path], wanted);
    refused(&["shrink", path], wanted);
}

#[test]
fn bad_files_are_refused_in_one_line() {
    let case = pair(CallKind::Near, None).to_bytes();
    refused_file(b"", "it is empty");
    refused_file(b"\x00\x01random", "no stored case");
    let cut = case.len() - 3;
    refused_file(
        &case[..cut],
        &format!("ends in the middle of the case, at byte {cut}"),
    );
    refused_file(&case[..4], "ends in the middle of the case, at byte 4");
    let start = binary::MAGIC.len() + 1;
    let mut damaged = case.clone();
    damaged[start..start + 11].fill(0xff);
    refused_file(&damaged, "the case is damaged at byte 13, or before it");
    let mut newer = case.clone();
    newer[binary::MAGIC.len()] += 1;
    refused_file(&newer, "format version 4");
    refused_file(&[&case[..], &[0; 5]].concat(), "5 bytes follow");
}

#[test]
fn a_clif_file_is_no_case_and_the_line_says_what_runs_it() {
    let dir = TempDir::new().expect("a temporary directory");
    for (name, text) in [
        ("x.clif", "anything"),
        ("x", "; a comment\n\ntest run\ntarget riscv64\n"),
        ("y", "\u{feff}function %f() {\n"),
    ] {
        let path = file(&dir, name, text.as_bytes());
        let path = path.to_str().expect("a plain name");
        let wanted = format!(
            "{path}: it is CLIF, and no stored case; run it with `farcall filetest run {path}`"
        );
        for command in ["replay", "show", "shrink"] {
            refused(&[command, path], &wanted);
        }
    }
}

#[test]
fn a_fifo_is_refused_and_not_waited_for() {
    let dir = TempDir::new().expect("a temporary directory");
    let path = dir.path().join("pipe");
    let made = Command::new("mkfifo").arg(&path).output();
    assert!(made.expect("it is there").status.success());
    refused(
        &["replay", path.to_str().expect("a plain name")],
        "it is a FIFO",
    );
}

#[test]
fn bad_paths_are_refused_in_one_line() {
    let dir = TempDir::new().expect("a temporary directory");
    let path = dir.path().to_str().expect("a plain name");
    refused(&["replay", path], "it is a directory");
    refused(&["replay", "/no/such/file"], "cannot be opened");
}

#[test]
fn bad_arguments_are_refused_in_one_line() {
    refused(&["hunt", "--for", "banana"], "banana");
    refused(&["hunt", "--jobs", "0"], "--jobs");
    refused(&["hunt", "nowhere"], "nowhere");
    refused(&["frobnicate"], "frobnicate");
    refused(&["replay"], "FILE");
}

#[test]
fn an_output_directory_that_cannot_be_written_is_refused_in_one_line() {
    let dir = TempDir::new().expect("a temporary directory");
    let blocked = file(&dir, "blocked", b"a file where a directory should be");
    let out = blocked.join("out");
    let out = out.to_str().expect("a plain name");
    for engine in ["random", "coverage"] {
        let hunt = ["hunt", "--for", "1s", "--engine", engine, "--out", out];
        refused(&hunt, "cannot write");
    }
    assert_eq!(fs::read(&blocked).expect("untouched").len(), 34);
}

#[test]
fn what_the_fuzz_target_is_built_with_is_named_if_it_is_missing_and_has_to_come_first() {
    let dir = TempDir::new().expect("a temporary directory");
    let out = dir.path().join("out");
    let hunt = farcall(&["hunt", "--for", "1s", "--build-first", "--out"])
        .arg(&out)
        .env("PATH", dir.path())
        .env_remove("CARGO")
        .env_remove("RUSTC")
        .output();
    let hunt = hunt.expect("it starts");
    let stderr = String::from_utf8(hunt.stderr).expect("text");
    assert_eq!(hunt.status.code(), Some(1), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains("cargo is not on PATH"), "{stderr}");
}

#[test]
fn a_corpus_that_is_not_there_is_refused_in_one_line() {
    let dir = TempDir::new().expect("a temporary directory");
    let out = dir.path().to_str().expect("a plain name");
    refused(
        &[
            "hunt",
            "--for",
            "1s",
            "--corpus",
            "/no/such/corpus",
            "--out",
            out,
        ],
        "/no/such/corpus",
    );
}

#[test]
fn findings_of_an_earlier_hunt_that_cannot_be_read_are_not_overwritten() {
    let dir = TempDir::new().expect("a temporary directory");
    file(&dir, "findings.jsonl", b"no json\n");
    let out = dir.path().to_str().expect("a plain name");
    refused(&["hunt", "--for", "1s", "--out", out], "line 1");
    refused(
        &["hunt", "--engine", "random", "--for", "1s", "--out", out],
        "line 1",
    );
    let kept = fs::read(dir.path().join("findings.jsonl")).expect("it is still there");
    assert_eq!(kept, b"no json\n");
}

#[test]
fn a_case_that_passes_says_so() {
    let dir = TempDir::new().expect("a temporary directory");
    let case = file(&dir, "good.case", &pair(CallKind::Near, None).to_bytes());
    let output = farcall(&["replay"]).arg(&case).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(
        text.contains("pass (4 crossings and 1 relocations checked; "),
        "{text}"
    );
}

#[test]
fn a_finding_is_reported_with_its_edge_and_code() {
    let dir = TempDir::new().expect("a temporary directory");
    let distance = end(Limit::Call, Direction::Forward, Margin::Outside);
    let case = pair(CallKind::Near, Some(distance));
    let case = file(&dir, "far.case", &case.to_bytes());
    let output = farcall(&["replay"]).arg(&case).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "it is a known issue");
    let text = String::from_utf8(output.stdout).expect("text");
    for wanted in [
        "known issue jit-call-just-inside-plus-2gib",
        "wrong-code  reloc/riscv-call-plt/wrong-target/just-inside-plus-2gib",
        "function %f0(i64) -> i64 system_v",
        "(+2147481600)",
        "=>",
        "auipc",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }

    let output = farcall(&["replay", "--json"])
        .arg(&case)
        .output()
        .expect("it starts");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!(json["verdict"], "findings");
    assert_eq!(json["findings"][0]["class"], "wrong-code");
    assert_eq!(json["masked"], false);
}

#[test]
fn replay_runs_the_sampled_oracles_too() {
    let dir = TempDir::new().expect("a temporary directory");
    let mut case = tail_pair();
    let Exit::TailCall(call) = &mut case.functions[0].blocks[0].exit else {
        panic!("the caller ends with a tail call");
    };
    call.kind = CallKind::Near;
    let path = file(&dir, "tail.case", &case.to_bytes());
    let replay = farcall(&["replay"]).arg(&path).output();
    let text = String::from_utf8(replay.expect("it starts").stdout).expect("text");
    let found = text.contains("conformance  call-site/tail-call");
    assert!(found, "{text}");
}

#[test]
fn show_prints_clif_placement_and_resolved_calls() {
    let dir = TempDir::new().expect("a temporary directory");
    let case = file(&dir, "some.case", &pair(CallKind::Near, None).to_bytes());
    let output = farcall(&["show"]).arg(&case).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).expect("text");
    for wanted in [
        "target riscv64 has_zca",
        "; invoke %f0(",
        "bytes  %f1",
        "riscv-call-plt %f1 at 0x",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }
}

#[test]
fn an_unreadable_file_does_not_hide_the_others() {
    let dir = TempDir::new().expect("a temporary directory");
    let bad = file(&dir, "bad.case", b"nonsense");
    let good = file(&dir, "good.case", &pair(CallKind::Near, None).to_bytes());
    let output = farcall(&["replay"])
        .args([&bad, &good])
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.contains("good.case: pass"), "{text}");
}

#[test]
fn raw_input_is_a_case_only_when_asked_for() {
    let dir = TempDir::new().expect("a temporary directory");
    let raw = file(&dir, "raw", b"any bytes at all");
    let output = farcall(&["replay", "--raw"])
        .arg(&raw)
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_hunt_writes_findings_stats_and_cases_that_replay() {
    let dir = TempDir::new().expect("a temporary directory");
    let out = dir.path().join("out");
    let hunt = farcall(&["hunt", "--engine", "random", "--for", "6s", "--seed", "7"])
        .arg("--out")
        .arg(&out)
        .output();
    let hunt = hunt.expect("it starts");
    assert_eq!(
        hunt.status.code(),
        Some(0),
        "nothing but known issues: {hunt:?}"
    );

    let stats = fs::read(out.join("stats.json")).expect("stats.json");
    let stats: serde_json::Value = serde_json::from_slice(&stats).expect("one JSON object");
    assert_eq!(stats["valid_pct"], 100.0);
    assert!(stats["calls_checked"].as_u64() > Some(0));

    let findings = fs::read_to_string(out.join("findings.jsonl")).expect("findings.jsonl");
    assert_ne!(findings, "");
    for line in findings.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("an object a line");
        let case = out.join(record["case"].as_str().expect("a path"));
        let replay = farcall(&["replay", "--json"])
            .arg(case)
            .output()
            .expect("it starts");
        assert_eq!(replay.status.code(), Some(0));
        assert_eq!(record["known"], true);
        let key = record["key"].as_str().expect("a key");
        let text = String::from_utf8(replay.stdout).expect("text");
        assert!(text.contains(key), "{key} is missing in {text}");
    }
}

#[test]
fn known_issues_still_fail() {
    let output = farcall(&["triage", "check"]).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.contains("still failing  jit-out-of-reach"), "{text}");
    let last = text.lines().last().expect("lines");
    assert!(last.contains(" known issues, with Cranelift "), "{last}");
}

#[test]
fn known_issues_are_listed_as_json() {
    let output = farcall(&["triage", "check", "--json"]).output();
    let output = output.expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    let issues: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let directories = std::fs::read_dir("triage/known").expect("a directory");
    assert_eq!(issues.len(), directories.count());
    let issue = issues.iter().find(|i| i["slug"] == "psabi-float-overflow");
    let issue = issue.expect("one of them");
    assert_eq!(issue["class"], "conformance");
    assert_eq!(issue["versions"], ">=0.135.0");
    assert_eq!(issue["state"], "still-failing");
    assert_eq!(issue["expected"], true);
    assert_eq!(issue["keys"][0], "psabi/argument/float-overflow");
}

#[test]
fn the_same_case_gives_the_same_verdict_in_every_process() {
    let dir = TempDir::new().expect("a temporary directory");
    let raw = file(
        &dir,
        "raw",
        &(0..3000u32)
            .map(|i| ((i * i) >> 5) as u8)
            .collect::<Vec<u8>>(),
    );
    let replay = || {
        farcall(&["replay", "--raw", "--json"])
            .arg(&raw)
            .output()
            .expect("it starts")
    };
    let first = replay();
    for _ in 0..20 {
        assert_eq!(replay().stdout, first.stdout);
    }
}

/// A failing case as a file: `pair` with its callee just out of reach. Then its bucket key.
fn failing(dir: &TempDir) -> (PathBuf, &'static str) {
    let distance = end(Limit::Call, Direction::Forward, Margin::Outside);
    let case = pair(CallKind::Near, Some(distance));
    let key = "reloc/riscv-call-plt/wrong-target/just-inside-plus-2gib";
    (file(dir, "far.case", &case.to_bytes()), key)
}

/// Shrinks with these arguments, and gives standard output.
fn shrink(arguments: &[&str]) -> String {
    let output = farcall(&["shrink"]).args(arguments).output();
    let output = output.expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(output.stderr, b"");
    String::from_utf8(output.stdout).expect("text")
}

fn read_case(path: &str) -> Case {
    Case::read(&fs::read(path).expect("it was written")).expect("a stored case")
}

#[test]
fn shrink_writes_a_small_case_that_replays_in_the_same_bucket() {
    let dir = TempDir::new().expect("a temporary directory");
    let (case, key) = failing(&dir);
    let before = fs::read(&case).expect("the input");
    let out = dir.path().join("small.case");
    let [case, out] = [&case, &out].map(|path| path.to_str().expect("a plain name"));
    let text = shrink(&[case, "-o", out]);
    for wanted in [
        &format!("wrong-code  {key}  (known issue jit-call-just-inside-plus-2gib)"),
        "before     2 functions     1 calls     2 other statements",
        "after      2 functions     1 calls     0 other statements",
        "cases checked in",
        &format!("farcall replay {out}"),
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }
    assert_eq!(fs::read(case).expect("the input"), before);
    let replay = farcall(&["replay", "--json", out]).output();
    let replay = replay.expect("it starts").stdout;
    let json: serde_json::Value = serde_json::from_slice(&replay).expect("one JSON object");
    assert_eq!(json["findings"][0]["key"], key);
}

#[test]
fn shrink_writes_beside_its_input_unless_told_otherwise() {
    let dir = TempDir::new().expect("a temporary directory");
    let (case, _) = failing(&dir);
    let raw = dir.path().join("crash-0123");
    fs::copy(&case, &raw).expect("the temporary directory takes files");
    let small = |name: &str| {
        let path = dir.path().join(name);
        read_case(path.to_str().expect("a plain name"))
    };
    shrink(&[case.to_str().expect("a plain name")]);
    shrink(&["--raw", raw.to_str().expect("a plain name")]);
    assert!(small("far.min.case") == small("crash-0123.min.case"));
    let in_place = case.to_str().expect("a plain name");
    shrink(&[in_place, "-o", in_place]);
    assert!(small("far.case") == small("far.min.case"));
}

#[test]
fn shrink_keeps_the_bucket_that_is_named() {
    // %f0 takes the address of %f1, just out of reach; then %f2 calls %f3, at the last byte in
    // reach.
    let mut case = pair(CallKind::AddressNear, None);
    case.functions.extend(pair(CallKind::Near, None).functions);
    for call in case.functions[2].calls_mut() {
        call.callee = 3;
    }
    let edge = |caller, direction, step| DistanceGoal {
        caller,
        site: 0,
        distance: end(Limit::Call, direction, step),
    };
    case.placement.goals = vec![
        edge(0, Direction::Forward, Margin::Outside),
        edge(2, Direction::Backward, Margin::Last),
    ];
    case.legalise();
    let dir = TempDir::new().expect("a temporary directory");
    let path = file(&dir, "two.case", &case.to_bytes());
    let path = path.to_str().expect("a plain name");
    let out = dir.path().join("small.case");
    let out = out.to_str().expect("a plain name");
    let panic = "panic/cranelift-jit/compiled_blob/unwrap-try-from-int-error";
    let first = format!("{panic}/riscv-pcrel-hi20/just-inside-plus-2gib");
    let second = format!("{panic}/riscv-call-plt/last-reachable-below-minus-2gib");

    assert!(shrink(&[path, "-o", out]).contains(&first));
    assert_eq!(
        read_case(out).placement.goals[0].distance,
        end(Limit::Call, Direction::Forward, Margin::Outside)
    );
    assert!(shrink(&[path, "-o", out, "--key", &second]).contains(&second));
    assert_eq!(
        read_case(out).placement.goals[0].distance,
        end(Limit::Call, Direction::Backward, Margin::Last)
    );
    let both = format!("it does not fall into nothing, but into {first} and {second}");
    refused(&["shrink", path, "-o", out, "--key", "nothing"], &both);
}

#[test]
fn shrink_ends_after_as_many_checks_as_it_may() {
    let dir = TempDir::new().expect("a temporary directory");
    let (case, _) = failing(&dir);
    let before = fs::read(&case).expect("the input");
    let path = case.to_str().expect("a plain name");
    let text = shrink(&[path, "--checks", "0"]);
    assert!(text.contains("  0 cases checked"), "{text}");
    assert!(text.contains("more with a higher --checks"), "{text}");
    let out = fs::read(dir.path().join("far.min.case"));
    assert_eq!(out.expect("it was written"), before);
}

#[test]
fn shrink_refuses_what_it_cannot_do_in_one_line() {
    let dir = TempDir::new().expect("a temporary directory");
    let good = file(&dir, "good.case", &pair(CallKind::Near, None).to_bytes());
    let good = good.to_str().expect("a plain name");
    refused(
        &["shrink", good],
        "there is no finding to shrink for; it passes",
    );
    refused(&["shrink", good, "--key", "a/b"], "there is no finding");
    assert!(!dir.path().join("good.min.case").exists());

    let (case, _) = failing(&dir);
    let case = case.to_str().expect("a plain name");
    let directory = dir.path().to_str().expect("a plain name");
    refused(&["shrink", case, "-o", directory], "no regular file");
    refused(
        &["shrink", case, "-o", "/no/such/directory/x"],
        "cannot write",
    );
    refused(&["shrink"], "FILE");
}
