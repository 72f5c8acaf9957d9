//! `farcall --cranelift`, with scripts in place of Cargo and rustup.

use assert_cmd::Command;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// A machine with two toolchains: Rust 1.95.0, and 1.97.0 as a nightly.
struct Machine {
    dir: TempDir,
}

impl Machine {
    /// A machine whose Cargo runs the script `cargo` for every subcommand but `metadata`, with the
    /// subcommand as `$1`. Calls are logged, so that tests see which toolchain was asked.
    fn new(cargo: &str) -> Machine {
        let machine = Machine {
            dir: tempfile::tempdir().expect("a temporary directory"),
        };
        for (toolchain, version) in [("stable-x", "1.95.0"), ("nightly-x", "1.97.0-nightly")] {
            machine.script(
                &format!("{toolchain}/rustc"),
                &format!(
                    "case $1 in --print) echo x86_64-unknown-linux-gnu;; *) \
                     echo release: {version};; esac"
                ),
            );
            machine.script(
                &format!("{toolchain}/cargo"),
                &format!(
                    "echo {toolchain} $1 >> $ROOT/calls\n\
                     if [ $1 = metadata ]; then cat $ROOT/metadata.json; exit; fi\n{cargo}"
                ),
            );
        }
        machine.script(
            "bin/rustup",
            "case $1 in toolchain) echo 'stable-x (default)'; echo nightly-x;; \
             which) echo $ROOT/$3/$4;; esac",
        );
        machine.script("bin/rustc", "echo x86_64-unknown-linux-gnu");
        machine.script(
            "other-farcall",
            "echo \"$@\"; echo $RUSTUP_TOOLCHAIN; exit 2",
        );
        machine.metadata("1.97");
        machine
    }

    /// Has Cargo say that Cranelift needs this Rust.
    fn metadata(&self, rust: &str) {
        let text = format!(
            r#"{{"target_directory": "{}", "packages": [
                {{"id": "f", "name": "farcall", "version": "0.1.0", "rust_version": "1.95",
                  "manifest_path": "/f/Cargo.toml"}},
                {{"id": "c", "name": "cranelift-codegen", "version": "0.137.1",
                  "rust_version": "{rust}", "manifest_path": "/c/Cargo.toml"}}],
              "resolve": {{"nodes": [
                {{"id": "f", "deps": [{{"pkg": "c", "dep_kinds": [{{"kind": null}}]}}]}},
                {{"id": "c", "deps": []}}]}}}}"#,
            self.path("target").display()
        );
        fs::write(self.path("metadata.json"), text).expect("there is room");
    }

    fn script(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("there is room");
        let root = self.dir.path().display();
        fs::write(&path, format!("#!/bin/sh\nROOT={root}\n{text}\n")).expect("there is room");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("it is ours");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The calls of Cargo, in order, each with its toolchain.
    fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path("calls")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::cargo_bin("farcall").expect("it is built for the tests");
        let path = format!("{}:/usr/bin:/bin", self.path("bin").display());
        command
            .args(arguments)
            .env("PATH", path)
            .env("CARGO", self.path("stable-x/cargo"))
            .env_remove("RUSTC")
            .env_remove("RUSTUP_TOOLCHAIN");
        command.output().expect("it starts")
    }

    /// Expects exit code 1 and one line that contains `wanted`.
    fn refuses(&self, cranelift: &str, wanted: &str) {
        let output = self.run(&["--cranelift", cranelift, "triage", "check"]);
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(wanted), "{said}");
    }

    /// The manifest of the copy for a Cranelift.
    fn manifest(&self, name: &str) -> toml::Table {
        let path = self.path("target/cranelift").join(name).join("Cargo.toml");
        let text = fs::read_to_string(path).expect("there is a copy");
        text.parse().expect("it is TOML")
    }
}

/// Cargo builds a program that prints its arguments.
const BUILDS: &str = r#"if [ $1 = build ]; then
    echo '{"reason": "compiler-artifact", "executable": "'$ROOT'/other-farcall"}'; fi"#;

#[test]
fn the_command_runs_with_a_toolchain_that_is_new_enough() {
    let machine = Machine::new(BUILDS);
    let output = machine.run(&["--cranelift", "0.137.1", "triage", "check"]);
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "triage check\nnightly-x\n", "{errors}");
    assert_eq!(output.status.code(), Some(2), "the other's exit code");
    assert!(machine.calls().contains(&"nightly-x build".to_owned()));

    machine.metadata("1.95");
    let output = machine.run(&["--cranelift=0.137.1", "hunt", "--for", "1s"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "hunt --for 1s\nstable-x\n", "a release comes first");
}

#[test]
fn the_copy_has_all_sources_and_another_cranelift() {
    let machine = Machine::new(BUILDS);
    machine.run(&["--cranelift", "0.137.1", "triage", "check"]);
    let manifest = machine.manifest("0.137.1");
    let jit = &manifest["workspace"]["dependencies"]["cranelift-jit"];
    assert_eq!(jit["version"].as_str(), Some("=0.137.1"));
    assert_eq!(
        manifest["features"]["default"][0].as_str(),
        Some("cranelift-0-137")
    );
    let copy = machine.path("target/cranelift/0.137.1");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [
        "src/lib.rs",
        "fuzz/fuzz_targets/jit.rs",
        "build.rs",
        "Cargo.lock",
    ] {
        let read = |root: &Path| fs::read(root.join(file)).expect("a file");
        assert_eq!(read(&copy), read(ours), "{file}");
    }
    assert!(!copy.join("fuzz/target").exists());
}

#[test]
fn a_checkout_is_linked_by_its_paths_and_named_by_its_commit() {
    let machine = Machine::new(BUILDS);
    let root = machine.path("wasmtime");
    let source = root.join("cranelift/codegen/src");
    fs::create_dir_all(&source).expect("there is room");
    let manifest = "[workspace.dependencies]\ncranelift-codegen.version = '0.138.0-dev'\n";
    fs::write(root.join("Cargo.toml"), manifest).expect("there is room");
    fs::write(root.join("cranelift/codegen/Cargo.toml"), "").expect("there is room");
    fs::write(source.join("lib.rs"), "pub use x::MachCallSiteItem;").expect("there is room");
    let path = root.to_str().expect("a plain path");
    let output = machine.run(&["--cranelift", path, "triage", "check"]);
    assert_eq!(output.status.code(), Some(2));

    let copies = fs::read_dir(machine.path("target/cranelift")).expect("there is a copy");
    let copy = copies.last().expect("one").expect("readable").path();
    let name = copy.file_name().expect("it has one").to_string_lossy();
    assert!(name.starts_with("wasmtime-"), "{name}");
    let manifest = machine.manifest(&name);
    let codegen = &manifest["workspace"]["dependencies"]["cranelift-codegen"];
    let wanted = fs::canonicalize(root.join("cranelift/codegen")).expect("it is there");
    assert_eq!(codegen["path"].as_str(), wanted.to_str());
    assert_eq!(codegen.get("version"), None);
    assert_eq!(
        manifest["features"]["default"][0].as_str(),
        Some("cranelift-0-137")
    );
    let commit = fs::read_to_string(copy.join("cranelift-commit")).expect("a file");
    assert_eq!(commit, "unknown", "it is no repository");
}

#[test]
fn what_cannot_be_had_is_told_in_one_line() {
    let machine = Machine::new(BUILDS);
    machine.refuses("banana", "no version such as 0.137.1, and no directory");
    machine.refuses("0.134.9", "Cranelift 0.134.9 is too old");
    let dir = machine.path("bin");
    machine.refuses(
        dir.to_str().expect("a plain path"),
        "is no checkout of Wasmtime",
    );
    machine.metadata("1.98");
    machine.refuses(
        "0.137.1",
        "needs Rust 1.98.0 or newer, and there is only 1.95.0, 1.97.0-",
    );

    let machine = Machine::new("if [ $1 = fetch ]; then echo 'error: no network' >&2; exit 1; fi");
    machine.refuses("0.137.1", "cannot get Cranelift 0.137.1: no network");

    let machine = Machine::new("if [ $1 = build ]; then echo 'error: odd' >&2; exit 1; fi");
    machine.refuses(
        "0.137.1",
        "cannot build Farcall against Cranelift 0.137.1: error: odd; see ",
    );
}

#[test]
fn nothing_is_downloaded_if_nothing_is_missing() {
    let machine = Machine::new(&format!(
        "if [ $1 = fetch ] && [ $2 != --offline ]; then touch $ROOT/network; fi\n{BUILDS}"
    ));
    let output = machine.run(&["--cranelift", "0.137.1", "triage", "check"]);
    assert_eq!(output.status.code(), Some(2), "the other Farcall ran");
    assert!(!machine.path("network").exists());
}

#[test]
fn a_fix_that_does_not_fit_is_told_before_anything_is_copied_or_built() {
    let machine = Machine::new(BUILDS);
    let output = machine.run(&["hunt", "--fixed", "--for", "1s"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains("fix.json: edit 1 does not fit cranelift-codegen: Farcall is not built"),
        "{said}"
    );
    assert!(!machine.calls().contains(&"stable-x build".to_owned()));
    assert!(!machine.path("target/cranelift/fixed").exists());
}
