//! Files as people publish them. No part of them is skipped silently.

use super::{farcall, name, run_text, says};
use std::fs;
use tempfile::TempDir;

const SEVEN: &str = "function %main() -> i64 {
block0:
    v0 = iconst.i64 7
    return v0
}
";

#[test]
fn a_file_that_tests_something_else_is_compiled_and_says_what_it_needs() {
    let target = "target riscv64gc has_zcd has_zbkb has_zbc has_zbs has_zicond";
    let text = format!("test optimize\nset opt_level=none\n{target}\n{SEVEN}; print: %main()\n");
    let reason = "1 skipped: no `test run` line; compiled, but to be run they need one";
    says(&text, 0, &[reason, "0 passed, 0 failed, 1 skipped"]);

    let run = text.replace("test optimize", "test optimize\ntest run");
    let printed = format!("x.clif:10: %main(), {target} (line 4) -> 7");
    says(&run, 0, &[&printed, "1 passed, 0 failed, 0 skipped"]);

    let without_line = format!("test compile\ntarget riscv64\n{SEVEN}");
    let reason = "1 only compiled: no `test run` line";
    let sum = "0 passed, 0 failed, 0 skipped, 1 only compiled";
    says(&without_line, 0, &[reason, sum]);
}

#[test]
fn a_file_without_a_run_line_is_compiled() {
    let text = format!("test run\ntarget riscv64\ntarget riscv64 has_c\n{SEVEN}");
    let sum = "0 passed, 0 failed, 0 skipped, 2 only compiled";
    says(&text, 0, &["2 only compiled: no run line", sum]);

    let text = format!("test run\ntarget riscv64\n; run: %main() == 7\n{SEVEN}");
    let expected = [
        "1 skipped: before every function, so a run line of none",
        "1 only compiled: no run line",
        "0 passed, 0 failed, 1 skipped, 1 only compiled",
    ];
    says(&text, 0, &expected);
}

#[test]
fn what_cranelift_refuses_is_named_and_what_it_panics_over_is_found() {
    let text = "test compile
target riscv64
function %big_endian(i64) -> i64 {
block0(v0: i64):
    v1 = load.i64 big v0
    return v1
}
function %illegal(i64) -> i32 {
block0(v0: i64):
    return v0
}
function %elsewhere() {
    fn0 = %nowhere()
    gv0 = symbol u1:0
block0:
    v0 = symbol_value.i64 gv0
    call fn0()
    return
}
";
    let refused = "target riscv64 (line 2): Cranelift refuses: ";
    let expected = [
        format!(
            "x.clif: %big_endian, {refused}unsupported: should be implemented in ISLE: inst = \
             `v1 = load.i64 big v0`, type = `Some(types::I64)`"
        ),
        format!(
            "x.clif: %illegal, {refused}verifier: - inst0 (return v0): result 0 has type i64, must \
             match function signature of i32"
        ),
        "1 skipped: Cranelift refuses: it does not pass the verifier".to_owned(),
        "1 skipped: Cranelift refuses: unsupported: should be implemented in ISLE: inst = `..`, \
         type = `..`"
            .replace('`', ""),
        "1 only compiled: no `test run` line".to_owned(),
        "0 passed, 0 failed, 2 skipped, 1 only compiled".to_owned(),
    ];
    says(text, 0, &expected.each_ref().map(String::as_str));

    let panics = "function %vector(i64) -> i64 {
block0(v0: i64):
    v1 = splat.i64x2 v0
    v2 = iadd v1, v1
    v3 = extractlane v2, 1
    return v3
}
";
    let (code, said) = run_text(&format!("{text}{panics}"));
    let found = "x.clif: %vector, target riscv64 (line 2): not compiled: panic at isle_riscv64.rs:";
    assert!(said.contains(found), "{said}");
    let sum = "\n0 passed, 1 failed, 2 skipped, 1 only compiled\n";
    assert!(said.ends_with(sum), "{said}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_misspelt_architecture_is_a_mistake_at_its_line() {
    for (name, why) in [
        ("riscv46", "Unrecognized architecture: riscv46"),
        ("riscv64gcv", "Unrecognized architecture: riscv64gcv"),
        ("x86-64", "Unrecognized architecture: x86"),
    ] {
        let (code, said) = run_text(&format!("test run\ntarget {name}\n{SEVEN}; run\n"));
        assert!(said.starts_with(&format!("  \u{d7} {why}\n")), "{said}");
        assert!(said.contains("[x.clif:2:1]"), "{said}");
        assert!(said.contains("  help: name an architecture as"), "{said}");
        assert!(said.ends_with("0 passed, 1 failed, 0 skipped\n"), "{said}");
        assert_eq!(code, Some(2));
    }
}

#[test]
fn a_function_without_results_is_run_as_cranelift_runs_it() {
    let text = "test run\ntarget riscv64\nfunction %f(i64) {\nblock0(v0: i64):\n return\n}\n";
    let run = |line: &str| run_text(&format!("{text}{line}\n"));
    assert_eq!(run("; run: %f(1) == []").0, Some(0));
    let (code, said) = run("; print: %f(1)");
    let printed = "x.clif:7: %f(1), target riscv64 (line 2) -> []\n";
    assert_eq!((code, said.starts_with(printed)), (Some(0), true), "{said}");
    // Cranelift's reader accepts neither, and reports it.
    for line in ["; run", "; run: %f(1)"] {
        let (code, said) = run(line);
        assert!(said.contains("[x.clif:7:1]"), "{said}");
        assert!(
            said.contains("help: a function without results is run by"),
            "{said}"
        );
        assert_eq!(code, Some(2));
    }
}

#[test]
fn promises_about_vectors_are_kept_up_to_their_length() {
    let function = "function %f(i64x2) -> i64 {
block0(v0: i64x2):
    v1 = iadd v0, v0
    v2 = extractlane v1, 1
    return v2
}
; run: %f([1 2]) == 4
";
    let text = |target: &str| format!("test run\ntarget riscv64 {target}\n{function}");
    for target in [
        "has_v has_zvl32b has_zvl64b has_zvl128b",
        "has_v has_zvl32b has_zvl512b",
    ] {
        says(&text(target), 0, &["1 passed, 0 failed, 0 skipped"]);
    }
    let lacks = "1 skipped: the machine lacks zvl1024b";
    let sum = "0 passed, 0 failed, 1 skipped";
    says(&text("has_v has_zvl128b has_zvl1024b"), 0, &[lacks, sum]);
}

#[test]
fn of_a_few_files_each_is_told_of() {
    let dir = TempDir::new().expect("a temporary directory");
    let write = |file: &str, text: &str| {
        fs::write(dir.path().join(file), text).expect("it takes files");
    };
    write("a.clif", &format!("test compile\ntarget riscv64\n{SEVEN}"));
    write("b.clif", "test compile\ntarget x86_64\n");
    write("c.clif", SEVEN);
    let run = || {
        let output = farcall(&["run", name(dir.path())]);
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8(output.stdout).expect("text");
        text.replace(name(dir.path()), "")
    };
    let sums = "1 skipped: no riscv64 target
1 skipped: no target line; add `target riscv64`
1 only compiled: no `test run` line
0 passed, 0 failed, 2 skipped, 1 only compiled
";
    let files = "/a.clif: 1 only compiled: no `test run` line
/b.clif: 1 skipped: no riscv64 target
/c.clif: 1 skipped: no target line; add `target riscv64`
";
    assert_eq!(run(), format!("{files}{sums}"));
    // With many skipped files, only the sums are shown.
    (0..8).for_each(|n| write(&format!("d{n}.clif"), "test compile\ntarget x86_64\n"));
    let sums = sums.replace("1 skipped: no riscv64", "9 skipped: no riscv64");
    assert_eq!(run(), sums.replace("2 skipped,", "10 skipped,"));
}
