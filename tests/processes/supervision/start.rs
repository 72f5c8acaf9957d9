//! The start of a hunt: plain workers at once, and the fuzz target when it is built. A failing
//! build does no harm. Cargo is a script here, and the fuzz target that it builds is this program.

use super::{findings, inbox, kill, nothing_is_broken};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub fn tests() -> Vec<Trial> {
    vec![
        Trial::test("a_hunt_without_cargo_goes_on_and_says_so_once", no_cargo),
        Trial::test("a_build_that_fails_is_told_in_one_line", failed_build),
        Trial::test("a_target_that_does_nothing_is_given_up", useless_target),
        Trial::test("the_target_takes_over_with_corpus_and_findings", take_over),
        Trial::test("a_hunt_that_ends_first_ends_the_build", unready_build),
        Trial::test("a_cargo_that_says_nothing_holds_up_no_end", silent_cargo),
        Trial::test("a_hunt_that_is_killed_takes_its_build_along", killed_build),
        Trial::test("ctrl_c_ends_a_hunt_and_its_build_in_order", interrupted),
    ]
}

/// A directory with a Cargo and a compiler that are scripts, and what hunts write.
struct Scene(TempDir);

impl Scene {
    /// `build` is what Cargo does when it builds.
    fn new(build: &str) -> Scene {
        let scene = Scene(TempDir::new().expect("a temporary directory"));
        let metadata = format!(
            r#"{{"target_directory": {:?}, "packages": [], "resolve": {{"nodes": []}}}}"#,
            scene.path("target")
        );
        let cargo = format!(
            "case $1 in metadata) echo '{metadata}';; build) echo $$ > {:?}; {build};; esac",
            scene.path("cargo.pid")
        );
        scene.script("cargo", &cargo);
        scene.script("rustc", "echo x86_64-unknown-linux-gnu");
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn script(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("there is room");
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(path, executable).expect("it is ours");
    }

    /// Hunts with two workers. One of them gets the fuzz target without debug assertions, which is
    /// built first.
    fn hunt(&self, time: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_farcall"));
        command
            .args(["hunt", "--jobs", "2", "--seed", "7", "--for", time, "--out"])
            .arg(self.path("out"))
            .env("CARGO", self.path("cargo"))
            .env("RUSTC", self.path("rustc"))
            .env("CXX", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn stats(&self) -> Value {
        let text = fs::read(self.path("out/stats.json")).expect("it was written");
        serde_json::from_slice(&text).expect("it is whole")
    }

    /// Whether the script is building.
    fn cargo_runs(&self) -> bool {
        let pid = fs::read_to_string(self.path("cargo.pid")).unwrap_or_default();
        let pid = pid.trim();
        !pid.is_empty() && Path::new("/proc").join(pid).exists()
    }

    fn wait_for(&self, what: &str, is_there: impl Fn(&Scene) -> bool) {
        let limit = Instant::now() + Duration::from_secs(60);
        while !is_there(self) {
            assert!(Instant::now() < limit, "{what}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Whether something was found.
fn any(out: &Path) -> bool {
    fs::metadata(out.join("findings.jsonl")).is_ok_and(|file| file.len() > 0)
}

/// The message of the script when it has built `program`.
fn artifact(program: &Path) -> String {
    let target = r#""target": {"kind": ["bin"]}"#;
    let what = r#""reason": "compiler-artifact", "package_id": "jit""#;
    format!(r#"echo '{{{what}, "executable": {program:?}, {target}}}'"#)
}

fn this_program() -> PathBuf {
    env::current_exe().expect("this program")
}

/// Waits for the end of a hunt. Gives its status and standard error.
fn end(child: Child) -> (ExitStatus, String) {
    let output = child.wait_with_output().expect("it was started");
    let words = String::from_utf8(output.stderr).expect("text");
    (output.status, words)
}

/// The lines about the fuzz target.
fn about_target(words: &str) -> Vec<&str> {
    let is_about = |line: &&str| line.contains("fuzz target") || line.contains("without coverage");
    words.lines().filter(is_about).collect()
}

fn no_cargo() -> Result<(), Failed> {
    let scene = Scene::new("true");
    let mut hunt = scene.hunt("3s");
    hunt.env_remove("CARGO").env("PATH", scene.path("empty"));
    let (status, words) = end(hunt.spawn()?);
    assert_eq!(status.code(), Some(0), "nothing but known issues: {words}");
    let lines = about_target(&words);
    assert_eq!(lines.len(), 1, "{words}");
    assert!(lines[0].contains("cargo is not on PATH"), "{words}");
    let stats = scene.stats();
    assert!(stats["cases"].as_u64() > Some(10), "{stats}");
    assert_eq!(stats["edges"], Value::Null);
    assert_ne!(findings(&scene.path("out")), []);
    nothing_is_broken(&scene.path("out"));
    Ok(())
}

fn failed_build() -> Result<(), Failed> {
    let scene = Scene::new("echo 'error: no such luck' >&2; exit 101");
    let (status, words) = end(scene.hunt("2s").spawn()?);
    assert_eq!(status.code(), Some(0), "{words}");
    let lines = about_target(&words);
    assert_eq!(lines.len(), 1, "{words}");
    assert!(lines[0].contains("error: no such luck"), "{words}");
    assert!(scene.stats()["cases"].as_u64() > Some(10));

    // Who wants the build first is told that there is none.
    let (status, words) = end(scene.hunt("2s").arg("--build-first").spawn()?);
    assert_eq!(status.code(), Some(1), "{words}");
    assert!(words.contains("error: no such luck"), "{words}");
    Ok(())
}

fn useless_target() -> Result<(), Failed> {
    let scene = Scene::new(&artifact(Path::new("/bin/false")));
    let (status, words) = end(scene.hunt("4s").spawn()?);
    assert_eq!(status.code(), Some(0), "{words}");
    let given_up = words.lines().filter(|line| line.contains("exit-1"));
    // Once for each of the two builds.
    assert_eq!(given_up.count(), 2, "{words}");
    assert!(scene.stats()["cases"].as_u64() > Some(10));
    Ok(())
}

fn take_over() -> Result<(), Failed> {
    let wait = "while [ ! -e \"$GO\" ]; do sleep 0.1; done";
    let scene = Scene::new(&format!("{wait}; {}", artifact(&this_program())));
    let go = scene.path("go");
    let child = scene.hunt("12s").env("GO", &go).spawn()?;
    let out = scene.path("out");
    scene.wait_for("plain workers find something", |_| any(&out));
    let before = findings(&out);
    let units = |out: &Path| fs::read_dir(out.join("corpus")).map_or(0, |dir| dir.count());
    assert!(units(&out) > 0, "what they find is in the corpus");
    fs::write(go, "")?;
    let targets = |_: &Scene| workers(child.id()) == [this_program(), this_program()];
    scene.wait_for("both slots are taken over", targets);
    let (status, words) = end(child);
    // The fuzz target of this test calls a known issue by another name.
    assert!(matches!(status.code(), Some(0 | 2)), "{words}");
    let took = words
        .lines()
        .filter(|line| line.contains("its workers take over"));
    assert_eq!(took.count(), 2, "{words}");
    let after = findings(&out);
    for record in before {
        let kept = after.iter().find(|kept| kept.key == record.key);
        let kept = kept.expect("what plain workers found stays");
        assert!(kept.count >= record.count);
    }
    nothing_is_broken(&out);
    Ok(())
}

/// The command lines of a process's children.
fn workers(process: u32) -> Vec<PathBuf> {
    let tasks = fs::read_dir(format!("/proc/{process}/task"))
        .into_iter()
        .flatten();
    let children = |task: fs::DirEntry| fs::read_to_string(task.path().join("children"));
    let children = tasks.filter_map(|task| children(task.ok()?).ok());
    let children: String = children.collect();
    let program = |child: &str| fs::read_link(format!("/proc/{child}/exe")).ok();
    children.split_whitespace().filter_map(program).collect()
}

fn unready_build() -> Result<(), Failed> {
    let scene = Scene::new("exec sleep 600");
    let started = Instant::now();
    let child = scene.hunt("3s").spawn()?;
    scene.wait_for("the build begins", Scene::cargo_runs);
    let output = child.wait_with_output()?;
    assert_eq!(output.status.code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(60));
    let words = String::from_utf8(output.stdout)?;
    assert!(words.contains("was not ready in time"), "{words}");
    assert!(!scene.cargo_runs(), "the build ended before the hunt");
    Ok(())
}

fn silent_cargo() -> Result<(), Failed> {
    let scene = Scene::new("");
    // `cargo metadata` never answers.
    let pid = scene.path("cargo.pid");
    scene.script("cargo", &format!("echo $$ > {pid:?}; exec sleep 600"));
    let started = Instant::now();
    let (status, words) = end(scene.hunt("2s").spawn()?);
    assert_eq!(status.code(), Some(0), "{words}");
    assert!(started.elapsed() < Duration::from_secs(60));
    assert!(pid.exists(), "it was asked");
    assert!(!scene.cargo_runs());
    Ok(())
}

fn killed_build() -> Result<(), Failed> {
    let scene = Scene::new("exec sleep 600");
    let mut child = scene.hunt("60s").spawn()?;
    scene.wait_for("the build begins", Scene::cargo_runs);
    let out = scene.path("out");
    scene.wait_for("plain workers find something", |_| any(&out));
    assert!(kill(child.id()));
    child.wait()?;
    let seen: Vec<String> = findings(&out)
        .into_iter()
        .map(|record| record.key)
        .collect();
    let seen = seen.into_iter().chain(inbox(&out));
    scene.wait_for("the build outlives its hunt", |scene| !scene.cargo_runs());
    // It is taken up again.
    let (status, words) = end(scene.hunt("2s").spawn()?);
    assert_eq!(status.code(), Some(0), "{words}");
    let kept: Vec<String> = findings(&out)
        .into_iter()
        .map(|record| record.key)
        .collect();
    for key in seen {
        assert!(kept.contains(&key), "{key} is lost");
    }
    nothing_is_broken(&out);
    Ok(())
}

fn interrupted() -> Result<(), Failed> {
    let scene = Scene::new("exec sleep 600");
    let child = scene.hunt("60s").spawn()?;
    scene.wait_for("the build begins", Scene::cargo_runs);
    let out = scene.path("out");
    scene.wait_for("a worker is there", |_| workers(child.id()).len() > 2);
    let asked = Instant::now();
    let signal = Command::new("kill")
        .arg("-INT")
        .arg(child.id().to_string())
        .status()?;
    assert!(signal.success());
    let (status, words) = end(child);
    assert_eq!(status.code(), Some(0), "{words}");
    assert!(asked.elapsed() < Duration::from_secs(30));
    assert!(!scene.cargo_runs());
    assert!(!out.join(".workers").exists(), "nothing is left to do");
    nothing_is_broken(&out);
    Ok(())
}
