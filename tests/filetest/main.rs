//! `farcall filetest run`, on the files in `tests/filetests/`.

mod addresses;
mod directives;
mod inputs;
mod linking;
mod published;

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

fn farcall(arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("farcall").expect("the binary is built for the tests");
    command.arg("filetest").args(arguments);
    command.output().expect("it starts")
}

/// Runs a file of `tests/filetests/`. Returns the exit code and the lines of output.
fn run(name: &str) -> (Option<i32>, Vec<String>) {
    let output = farcall(&["run", &format!("tests/filetests/{name}")]);
    assert_eq!(output.stderr, b"", "{output:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    let lines = text
        .lines()
        .map(|line| line.replace("tests/filetests/", ""));
    (output.status.code(), lines.collect())
}

/// Expects these lines and this exit code for a file of `tests/filetests/`.
fn gives(name: &str, code: i32, expected: &[&str]) {
    let (found, lines) = run(name);
    assert_eq!(lines, expected);
    assert_eq!(found, Some(code));
}

/// Expects exit code 1 and exactly this line on standard error. Returns standard output.
fn refused(arguments: &[&str], expected: &str) -> String {
    let output = farcall(arguments);
    let stderr = String::from_utf8(output.stderr).expect("text");
    assert_eq!(stderr, format!("farcall: {expected}\n"));
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stdout).expect("text")
}

fn name(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

#[test]
fn values_in_every_place_are_passed_and_read_under_every_target() {
    gives("pass.clif", 0, &["14 passed, 0 failed, 0 skipped"]);
}

#[test]
fn vectors_are_passed_and_returned_in_memory() {
    gives("vectors.clif", 0, &["4 passed, 0 failed, 0 skipped"]);
}

#[test]
fn a_failure_is_a_line_with_file_function_target_expected_and_got() {
    let one = "0x1.000000p0";
    let line = |target: &str, what: &str| format!("fail.clif:{}", what.replace("TARGET", target));
    let equal = format!("13: %add(1, {one}), TARGET: expected [3, {one}], got [2, {one}]");
    let unequal = "14: %add(-2, 0.0), TARGET: expected anything but [-1, 0.0], got [-1, 0.0]";
    let (first, second) = ("target riscv64 (line 2)", "target riscv64 has_zbb (line 4)");
    let expected = [
        line(first, &equal),
        line(first, unequal),
        line(second, &equal),
        line(second, unequal),
        "2 passed, 4 failed, 0 skipped".to_owned(),
    ];
    gives("fail.clif", 2, &expected.each_ref().map(String::as_str));
}

#[test]
fn library_calls_compute() {
    gives("libcall.clif", 0, &["12 passed, 0 failed, 0 skipped"]);
}

#[test]
fn a_trap_or_fault_is_named_and_never_passes() {
    let at = "target riscv64 (line 2)";
    let line = |rest: &str| format!("trap.clif:{}", rest.replace("TARGET", at));
    let expected = [
        line("10: %divide(7, 0), TARGET: expected 0, got trap int_divz at %divide+0xc"),
        line("16: %user(), TARGET: expected [], got trap user7 at %user+0x0"),
        line(
            "23: %load(8), TARGET: expected 0, got trap heap_oob at %load+0x0: load of 8 bytes at \
             0x8, which is not mapped",
        ),
        line(
            "32: %store_to_code(), TARGET: expected a result, got store of 8 bytes at \
             %divide+0x4, which is not writable, by the instruction at %store_to_code+0x14",
        ),
        line("40: %endless(), TARGET: expected [], got no return within 50000000 instructions"),
        line(
            "48: %astray(16), TARGET: expected anything but 16, got jump to 0x10, where no code \
             is, by the instruction at %astray+0x10",
        ),
        line(
            "57: %overflow(), TARGET: expected 0, got store of 8 bytes at stack-0x10, which is \
             not mapped, by the instruction at %overflow+0x1c",
        ),
        "1 passed, 7 failed, 0 skipped".to_owned(),
    ];
    gives("trap.clif", 2, &expected.each_ref().map(String::as_str));
}

#[test]
fn print_lines_show_what_was_returned() {
    let lines = |at: &str| {
        [
            format!("print.clif:9: %swap(-1, -NaN), {at} -> [-NaN, -1]"),
            format!(
                "print.clif:10: %swap(2, 0x1.8000000000000p0), {at} -> [0x1.8000000000000p0, 2]"
            ),
            format!("print.clif:16: %nothing(), {at} -> []"),
        ]
    };
    let mut expected = lines("target riscv64 (line 2)").to_vec();
    expected.extend(lines("target riscv64 has_c (line 3)"));
    expected.push("6 passed, 0 failed, 0 skipped".to_owned());
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    gives("print.clif", 0, &expected);
}

#[test]
fn exceptions_reach_the_frame_that_catches_them() {
    let failed = |at: &str| {
        let line = |what: &str| what.replace("TARGET", at);
        [
            line(
                "throw.clif:61: %uncaught(3), TARGET: expected 0, got an exception with tag 3 \
                 that no frame catches",
            ),
            line(
                "throw.clif:71: %lost(3), TARGET: expected 0, got an exception whose frame \
                 pointers do not lead to the entry frame",
            ),
        ]
    };
    let mut expected = failed("target riscv64 (line 3)").to_vec();
    expected.extend(failed("target riscv64 has_c has_zcb (line 4)"));
    expected.push("6 only compiled: no run line".to_owned());
    expected.push("4 passed, 4 failed, 0 skipped, 6 only compiled".to_owned());
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    gives("throw.clif", 2, &expected);
}

#[test]
fn what_cranelift_does_not_compile_fails_alone() {
    let (code, lines) = run("refused.clif");
    let at = "target riscv64 (line 2)";
    let wanted = [
        "8: %panics(1), AT: not compiled: panic at cranelift-codegen/src/isa/riscv64/abi.rs:",
        "14: %illegal(1), AT: not compiled: verifier: - inst0 (return v0): result 0 has type i64, \
         must match function signature of i32",
        "23: %vector(1), AT: not compiled: panic at isle_riscv64.rs:",
        "31: %needs(1), AT: not run: it refers to %vector, which cannot be entered",
        "39: %undefined(), AT: not run: it refers to %nowhere, which is not defined",
        "47: %data(), AT: not run: it refers to %object, which is not defined",
        "61: %fine(), AT: not run: another function before it has the same name",
    ];
    let wanted = wanted.map(|line| format!("refused.clif:{}", line.replace("AT", at)));
    let expected = wanted.iter().map(String::as_str);
    let expected = expected.chain(["1 passed, 7 failed, 0 skipped"]);
    assert_eq!(code, Some(2));
    assert_eq!(lines.len(), 8, "{lines:#?}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "{line}");
    }
}

#[test]
fn what_does_not_parse_gets_a_label_and_counts_as_failed() {
    let expected = "  \u{d7} Unknown opcode: 'iad'
   ╭─[broken.clif:6:5]
 5 │ block0(v0: i64):
 6 │     v1 = iad v0, v0
   ·     ───────┬───────
   ·            ╰── here
 7 │     return v1
   ╰────
0 passed, 1 failed, 0 skipped";
    gives("broken.clif", 2, &expected.lines().collect::<Vec<_>>());
}

#[test]
fn a_run_line_that_does_not_parse_leaves_the_others() {
    let expected = "  \u{d7} expected another =
    ╭─[broken_line.clif:9:1]
  8 │ ; run: %f(1) == 1
  9 │ ; run: %f(1) = 1
    · ────────┬───────
    ·         ╰── here
 10 │ ; run: %f(1, 2) == 1
    ╰────
  \u{d7} expected invocation parentheses, e.g. %fn(...)
    ╭─[broken_line.clif:10:1]
  9 │ ; run: %f(1) = 1
 10 │ ; run: %f(1, 2) == 1
    · ──────────┬─────────
    ·           ╰── here
    ╰────
1 passed, 2 failed, 0 skipped";
    gives("broken_line.clif", 2, &expected.lines().collect::<Vec<_>>());
}

#[test]
fn a_file_for_other_targets_is_skipped() {
    let expected = [
        "2 skipped: no riscv64 target",
        "0 passed, 0 failed, 2 skipped",
    ];
    gives("other_target.clif", 0, &expected);
}

#[test]
fn what_the_machine_or_the_tables_lack_is_skipped_with_a_reason() {
    let expected = [
        "1 skipped: the ABI tables lack convention apple_aarch64",
        "1 skipped: the ABI tables lack convention windows_fastcall",
        "1 skipped: the ABI tables lack parameters for sret",
        "4 skipped: the machine lacks zvl1024b",
        "1 passed, 0 failed, 7 skipped",
    ];
    gives("lacking.clif", 0, &expected);
}

#[test]
fn directories_are_gone_through_in_order() {
    let expected = [
        "nested/compile_only.clif: 1 only compiled: no `test run` line",
        "nested/no_line.clif: 1 only compiled: no run line",
        "1 only compiled: no `test run` line",
        "1 only compiled: no run line",
        "0 passed, 0 failed, 0 skipped, 2 only compiled",
    ];
    gives("nested", 0, &expected);
    // The whole directory, and one of its files once more. Order and counts do not depend on the
    // number of workers.
    let paths = ["tests/filetests", "tests/filetests/fail.clif"];
    let all = |jobs: &str| farcall(&[&["run", "--jobs", jobs], &paths[..]].concat());
    let (one, three) = (all("1"), all("3"));
    assert_eq!(one.status.code(), Some(2));
    assert_eq!(one.stdout, three.stdout);
    let text = String::from_utf8(one.stdout).expect("text");
    let places = ["broken.clif:6", "fail.clif:13", "trap.clif:10"];
    let places = places.map(|place| text.find(place).expect(place));
    assert!(places.is_sorted());
    assert_eq!(text.matches("fail.clif:13").count(), 4);
    assert!(
        text.ends_with(" passed, 29 failed, 9 skipped, 8 only compiled\n"),
        "{text}"
    );
}

#[test]
fn bad_paths_are_refused_in_one_line() {
    let dir = TempDir::new().expect("a temporary directory");
    let path = |file: &str| dir.path().join(file);
    let missing = path("missing.clif");
    let missing = name(&missing);
    let why = format!("{missing}: cannot be opened: No such file or directory (os error 2)");
    assert_eq!(refused(&["run", missing], &why), "");
    // Files that can be read still run.
    let text = refused(&["run", missing, "tests/filetests/pass.clif"], &why);
    assert_eq!(text, "14 passed, 0 failed, 0 skipped\n");

    let empty = name(dir.path());
    let why = format!("{empty}: no .clif file is in this directory or below it; name another one");
    refused(&["run", empty], &why);

    let binary = path("binary.clif");
    fs::write(&binary, b"test run\n\xff\xfe").expect("it takes files");
    let binary = name(&binary);
    refused(
        &["run", binary],
        &format!("{binary}: no UTF-8 text at byte 9; name a .clif file"),
    );

    let huge = path("huge.clif");
    fs::write(&huge, vec![b'\n'; (16 << 20) + 1]).expect("it takes files");
    let huge = name(&huge);
    refused(
        &["run", huge],
        &format!("{huge}: more than 16 MiB, which is no test; split it"),
    );
}

#[test]
fn bad_arguments_are_refused_in_one_line() {
    let help = "; see `farcall --help`";
    let why = "the following required arguments were not provided: <PATH>...";
    refused(&["run"], &format!("{why}{help}"));
    let why = "invalid value '0' for '--jobs <N>': 0 is not in 1..=256";
    refused(&["run", "--jobs", "0", "x.clif"], &format!("{why}{help}"));
    refused(&["walk"], &format!("unrecognized subcommand 'walk'{help}"));
}

/// The exit code and output for a file with this text.
fn run_text(text: &str) -> (Option<i32>, String) {
    let dir = TempDir::new().expect("a temporary directory");
    let path = dir.path().join("x.clif");
    fs::write(&path, text).expect("it takes files");
    let output = farcall(&["run", name(&path)]);
    assert_eq!(output.stderr, b"", "{output:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    (output.status.code(), text.replace(name(&path), "x.clif"))
}

/// Expects this exit code and these lines for a file with this text, named x.clif.
fn says(text: &str, code: i32, expected: &[&str]) {
    let (found, said) = run_text(text);
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
    assert_eq!(found, Some(code));
}

#[test]
fn a_line_before_the_functions_that_says_nothing_is_labelled() {
    for (line, why) in [
        (
            "set opt_level=fast\ntarget riscv64",
            "invalid setting value for 'opt_level=fast', expected any among none, speed, \
             speed_and_size",
        ),
        ("target riscv64 has_foo", "unknown setting 'has_foo'"),
        (
            "target riscv64 has_m=0",
            "invalid ISA flags for 'riscv64': Unsupported(\"The RISC-V Backend currently requires \
             all the features in the G Extension enabled\")",
        ),
    ] {
        let (code, text) = run_text(&format!("test run\n{line}\n"));
        assert_eq!(code, Some(2), "{text}");
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some(format!("  \u{d7} {why}").as_str()));
        assert!(
            lines.next().is_some_and(|at| at.ends_with("x.clif:2:1]")),
            "{text}"
        );
        assert!(text.contains("╰── here"), "{text}");
        assert!(text.ends_with("0 passed, 1 failed, 0 skipped\n"), "{text}");
    }
}

#[test]
fn what_is_not_meant_for_this_build_is_skipped() {
    for (text, reason) in [
        ("", "no target line; add `target riscv64`"),
        ("test run\ntarget riscv64\n", "no function"),
        ("test run\ntarget riscv32\n", "no riscv64 target"),
        (
            "test run\ntarget riscv64\nfeature \"gold\"\n",
            "feature \"gold\" of Cranelift's build",
        ),
        (
            "test run\nset enable_pinned_reg\ntarget riscv64\n\nfunction %f() {\nblock0:\n \
             return\n}\n; run: %f() == []\n",
            "the pinned register is set by nobody",
        ),
    ] {
        let expected = format!("1 skipped: {reason}\n0 passed, 0 failed, 1 skipped\n");
        assert_eq!(run_text(text), (Some(0), expected));
    }
}
