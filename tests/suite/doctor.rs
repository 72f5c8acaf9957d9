//! `farcall doctor`, on machines that lack things.

use assert_cmd::Command;
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Needs that are no programs, and do not depend on `PATH`.
const BUILT_IN: [&str; 2] = ["arena", "/proc"];

/// A directory with these shell scripts and nothing else.
fn directory(programs: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().expect("a temporary directory");
    for (name, script) in programs {
        let path = dir.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("it takes files");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("it is ours");
    }
    dir
}

fn doctor(path: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("farcall").expect("the binary is built for the tests");
    command.arg("doctor").args(arguments).env("PATH", path);
    command.output().expect("it starts")
}

fn text(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(output.stderr, b"");
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn json(path: &Path) -> Vec<Value> {
    let output = doctor(path, &["--json"]);
    serde_json::from_str(&text(&output)).expect("one array")
}

fn tool<'a>(tools: &'a [Value], name: &str) -> &'a Value {
    let tool = tools.iter().find(|tool| tool["name"] == name);
    tool.expect("it is listed")
}

#[test]
fn with_an_empty_path_every_program_is_missing_and_hunting_works() {
    let dir = directory(&[]);
    let tools = json(dir.path());
    for tool in &tools {
        let built_in = BUILT_IN.iter().any(|name| tool["name"] == *name);
        let state = if built_in { "ok" } else { "missing" };
        assert_eq!(tool["state"], state, "{tool}");
        for field in ["name", "adds", "need", "install"] {
            assert!(tool[field].is_string(), "{field} of {tool}");
        }
        for field in ["version", "path", "problem"] {
            assert!(tool.get(field).is_some(), "{field} of {tool}");
        }
    }

    let text = text(&doctor(dir.path(), &[]));
    for tool in &tools {
        let (name, state) = (tool["name"].as_str(), tool["state"].as_str());
        let start = format!("{:<7}  {} ", state.expect("text"), name.expect("text"));
        assert!(
            text.lines().any(|l| l.starts_with(&start)),
            "{start}: {text}"
        );
    }
    assert!(
        text.contains("\n    cargo install --locked cargo-fuzz\n"),
        "{text}"
    );
    assert!(
        text.ends_with("(rustc, cargo, c++); start with `farcall hunt`.\n"),
        "{text}"
    );
}

#[test]
fn without_path_and_environment_it_works() {
    let mut command = Command::cargo_bin("farcall").expect("the binary is built for the tests");
    let output = command.arg("doctor").env_clear().output();
    text(&output.expect("it starts"));
}

#[test]
fn an_old_qemu_is_old() {
    let dir = directory(&[(
        "qemu-riscv64",
        "echo 'qemu-riscv64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b4)'",
    )]);
    let tools = json(dir.path());
    let qemu = tool(&tools, "qemu-riscv64");
    assert_eq!(qemu["state"], "old", "{qemu}");
    assert_eq!(qemu["version"], "7.2.22");
    let problem = qemu["problem"].as_str().expect("text");
    assert!(problem.contains("lacks Zicond, Zcb"), "{problem}");

    let text = text(&doctor(dir.path(), &[]));
    let mut lines = text.lines();
    let line = lines.find(|line| line.contains("qemu-riscv64"));
    assert!(line.expect("a line").starts_with("old "), "{text}");
    assert!(lines.next().expect("why").contains("lacks Zicond, Zcb"));
    assert!(
        lines
            .next()
            .expect("a command")
            .starts_with("    echo 'deb ")
    );
}

#[test]
fn a_new_tool_is_found_behind_an_old_one() {
    let dir = directory(&[
        ("llvm-mc", "echo 'Debian LLVM version 23.1.0'"),
        ("llvm-mc-22", "echo 'Debian LLVM version 14.0.6'"),
        ("llvm-cov", "echo 'Debian LLVM version 14.0.6'"),
        ("g++", "echo 'g++ (Debian 12.2.0-14+deb12u1) 12.2.0'"),
    ]);
    let tools = json(dir.path());
    assert_eq!(tool(&tools, "llvm-mc")["version"], "23.1.0");
    assert_eq!(tool(&tools, "llvm-cov")["state"], "old");
    assert_eq!(tool(&tools, "c++")["version"], "12.2.0");
}

#[test]
fn a_program_that_hangs_is_reported_and_not_waited_for() {
    let dir = directory(&[("cargo-fuzz", "while :; do :; done")]);
    let start = Instant::now();
    let tools = json(dir.path());
    assert!(start.elapsed() < Duration::from_secs(40));
    let tool = tool(&tools, "cargo-fuzz");
    assert_eq!(tool["state"], "broken", "{tool}");
    assert_eq!(tool["problem"], "gave no answer in 5 s");
}

#[test]
fn a_program_that_fails_is_reported() {
    let dir = directory(&[
        ("cargo-fuzz", "echo no such thing >&2\nexit 7"),
        ("qemu-riscv64", "echo hello"),
    ]);
    let tools = json(dir.path());
    for (name, problem) in [
        ("cargo-fuzz", "failed with exit status: 7: no such thing"),
        (
            "qemu-riscv64",
            "printed no version behind \"qemu-riscv64 version\"",
        ),
    ] {
        let tool = tool(&tools, name);
        assert_eq!(tool["state"], "broken", "{tool}");
        assert_eq!(tool["problem"], problem);
    }
}

#[test]
fn toolchains_are_asked_and_nothing_is_installed() {
    let sysroot = directory(&[]);
    let bin = sysroot.path().join("lib/rustlib/some-host/bin");
    fs::create_dir_all(&bin).expect("it takes directories");
    let rustc = format!(
        "case $1 in --print) echo {}; echo some-host;; *) echo rustc 1.94.0;; esac",
        sysroot.path().display()
    );
    let cargo = "case $RUSTUP_AUTO_INSTALL$1 in 0--version) echo cargo 1.95.0;; \
                 *) echo \"no $1\" >&2; exit 1;; esac";
    let dir = directory(&[("rustc", &rustc), ("cargo", cargo)]);
    let lld = directory(&[(
        "rust-lld",
        "echo 'LLD 22.1.0 (compatible with GNU linkers)'",
    )]);
    fs::copy(lld.path().join("rust-lld"), bin.join("rust-lld")).expect("it takes files");

    let tools = json(dir.path());
    assert_eq!(tool(&tools, "rustc")["state"], "old");
    assert_eq!(tool(&tools, "cargo")["state"], "ok");
    assert_eq!(tool(&tools, "rust-lld")["version"], "22.1.0");
    let nightly = tool(&tools, "nightly");
    assert_eq!(nightly["state"], "missing", "{nightly}");
    assert_eq!(
        nightly["problem"],
        "failed with exit status: 1: no +nightly"
    );
}

#[test]
fn without_address_space_hunting_does_not_work() {
    let farcall = Command::cargo_bin("farcall").expect("the binary is built for the tests");
    for mode in ["", "--json"] {
        // In KiB: less than an arena.
        let script = "ulimit -v 8000000; exec \"$0\" doctor $1";
        let output = std::process::Command::new("/bin/sh")
            .args(["-c", script])
            .arg(farcall.get_program())
            .arg(mode)
            .env("PATH", "/no/such/directory")
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let stderr = String::from_utf8(output.stderr).expect("text");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(
            stderr.starts_with("farcall: hunting does not work: arena: "),
            "{stderr}"
        );
        let stdout = String::from_utf8(output.stdout).expect("text");
        assert!(!stdout.contains("Hunting works"), "{stdout}");
    }
}
