//! Files that are not plain text with line feeds.

use super::{farcall, name, refused, run_text};
use std::fs;
use std::process::Command;
use tempfile::TempDir;

const TEXT: &str = "test run
target riscv64
function %f() -> i64 {
block0:
    v0 = iconst.i64 1 ; a comment
    return v0
}
; run: %f() == 1
; run: %f() == 2
";

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let plain = run_text(TEXT);
    let failed = "x.clif:9: %f(), target riscv64 (line 2): expected 2, got 1\n1 passed, 1 failed";
    assert!(plain.1.starts_with(failed), "{}", plain.1);
    for ends in ["\r\n", "\r"] {
        let text = TEXT.replace('\n', ends);
        assert_eq!(run_text(&text), plain);
        assert_eq!(run_text(&format!("\u{feff}{text}")), plain);
    }
    assert_eq!(run_text(&format!("\u{feff}{TEXT}")), plain);
}

#[test]
fn what_is_no_regular_file_is_refused_and_not_waited_for() {
    let dir = TempDir::new().expect("a temporary directory");
    let pipe = dir.path().join("pipe.clif");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("it is there").success());
    let pipe = name(&pipe);
    let why = "it is a FIFO, and not a regular file; copy what it gives to one";
    refused(&["run", pipe], &format!("{pipe}: {why}"));
    // It does not end the run if there is another file that can be read.
    fs::write(dir.path().join("x.clif"), TEXT).expect("it takes files");
    let output = farcall(&["run", name(dir.path())]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(said.ends_with("1 passed, 1 failed, 0 skipped\n"), "{said}");

    let why = "it is a device, and not a regular file; copy what it gives to one";
    refused(&["run", "/dev/zero"], &format!("/dev/zero: {why}"));
}
