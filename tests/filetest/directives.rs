//! Directives of `test compile` and `test unwind`.

use super::{farcall, name};
use std::fs;
use tempfile::TempDir;

/// A function with a frame, and these directives behind it.
fn file(test: &str, directives: &str) -> String {
    format!(
        "test {test}\nset unwind_info=true\ntarget riscv64\n\nfunction %f() -> i64 {{\n    \
         ss0 = explicit_slot 16\nblock0:\n    v0 = iconst.i64 42\n    return v0\n}}\n{directives}"
    )
}

/// The exit code, and what is printed about the file.
fn run(text: &str) -> (Option<i32>, String) {
    let dir = TempDir::new().expect("a temporary directory");
    let path = dir.path().join("a.clif");
    fs::write(&path, text).expect("it takes files");
    let output = farcall(&["run", name(&path)]);
    let said = String::from_utf8(output.stdout).expect("text");
    (output.status.code(), said.replace(name(dir.path()), ""))
}

#[test]
fn directives_that_hold_pass_and_are_counted() {
    for (test, directives) in [
        ("compile", "; check: block0:\n; nextln: li a0,42\n"),
        (
            "unwind",
            "; check: DW_CFA_def_cfa_offset (16)\n; not: DW_CFA_offset (r64\n",
        ),
    ] {
        let (code, said) = run(&file(test, directives));
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("1 passed, 0 failed, 0 skipped"), "{said}");
        assert!(!said.contains("only compiled"), "{said}");
    }
}

#[test]
fn a_directive_that_does_not_hold_is_named() {
    for (test, directives, missed) in [
        (
            "compile",
            "; check: block0:\n; nextln: li a0,43\n",
            "nextln: li a0,43",
        ),
        (
            "unwind",
            "; check: DW_CFA_def_cfa_offset (32)\n",
            "check: DW_CFA_def_cfa_offset (32)",
        ),
    ] {
        let (code, said) = run(&file(test, directives));
        assert_eq!(code, Some(2), "{said}");
        let line = format!("/a.clif: %f, target riscv64 (line 3): test {test}: `");
        assert!(said.contains(&line), "{said}");
        assert!(said.contains(&format!("{missed}` does not hold")), "{said}");
        assert!(said.contains("0 passed, 1 failed, 0 skipped"), "{said}");
    }
}

#[test]
fn without_directives_functions_are_only_compiled() {
    let (code, said) = run(&file("compile", "; just a comment\n"));
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("0 passed, 0 failed, 0 skipped, 1 only compiled"),
        "{said}"
    );
    // Precise output takes Cranelift's disassembler.
    let (code, said) = run(&file("compile precise-output", "; VCode:\n"));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 only compiled"), "{said}");
}

#[test]
fn a_malformed_directive_fails_in_one_line() {
    let (code, said) = run(&file("compile", "; regex: nonsense\n"));
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("test directive: `; regex: nonsense`"),
        "{said}"
    );
}
