//! Talking to Cargo.

use super::error::BuildError;
use super::graph::{CargoMetadata, Graph};
use super::wrapper;
use crate::children;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How often a running build is looked after.
const INTERVAL: Duration = Duration::from_millis(200);
/// Tells the fuzz target that it is instrumented. Part of what Cargo compares, so it changes when
/// the instrumentation does.
const MARK: &str = "--cfg=farcall_coverage";

/// Cargo, in a source tree.
#[derive(Debug)]
pub(crate) struct Cargo<'c> {
    /// The program.
    pub(crate) program: PathBuf,
    /// The compiler.
    pub(crate) rustc: PathBuf,
    /// The root of the source tree.
    pub(crate) root: PathBuf,
    /// Values for Cargo's `--config`.
    pub(crate) configs: &'c [String],
    /// Where its words go.
    pub(crate) log: &'c Path,
}

/// A message of `--message-format=json`, as far as it is used here.
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    executable: Option<PathBuf>,
    target: Option<CompiledTarget>,
}

#[derive(Debug, Deserialize)]
struct CompiledTarget {
    kind: Vec<String>,
}

impl Cargo<'_> {
    /// Asks Cargo what there is to build; `stop` ends that.
    pub(crate) fn graph(&self, package: &str, stop: &AtomicBool) -> Result<Graph, BuildError> {
        let host = self.host()?;
        let mut command = self.command("metadata");
        command.args(["--format-version=1", "--filter-platform", &host]);
        let output = children::output(&mut command, stop)?;
        let output = output.ok_or(BuildError::Interrupted)?;
        if !output.status.success() {
            return Err(self.failed());
        }
        let metadata: CargoMetadata =
            serde_json::from_slice(&output.stdout).map_err(io::Error::from)?;
        Ok(metadata.graph(package, host))
    }

    /// Builds with instrumentation; `look` is told how many packages are done. Returns the path of
    /// the program.
    pub(super) fn build(
        &self,
        arguments: &[&str],
        directory: &Path,
        stop: &AtomicBool,
        look: &mut dyn FnMut(usize),
    ) -> Result<PathBuf, BuildError> {
        let mut command = self.command("build");
        command
            .args(arguments)
            .arg("--target-dir")
            .arg(directory)
            .env("RUSTC_WRAPPER", env::current_exe()?)
            .env(wrapper::VARIABLE, "1")
            .env("CARGO_ENCODED_RUSTFLAGS", flags());
        self.run(&mut command, stop, look)
    }

    /// Runs a build of one program; `look` is told how many packages are done. Returns its path.
    pub(crate) fn run(
        &self,
        command: &mut Command,
        stop: &AtomicBool,
        look: &mut dyn FnMut(usize),
    ) -> Result<PathBuf, BuildError> {
        command
            .arg("--message-format=json-render-diagnostics")
            .stdout(Stdio::piped());
        let mut child = children::spawn(command)?;
        let messages = listen(child.stdout.take().expect("it is piped"))?;
        let mut done = BTreeSet::new();
        let mut program = None;
        loop {
            match messages.recv_timeout(INTERVAL) {
                Ok(message) => {
                    program = message.executable.clone().or(program);
                    done.extend(message.package());
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            look(done.len());
            if stop.load(Ordering::Relaxed) {
                children::end_group(&mut child);
                return Err(BuildError::Interrupted);
            }
        }
        let status = child.wait()?;
        program
            .filter(|_| status.success())
            .ok_or_else(|| self.failed())
    }

    /// The host's target triple.
    fn host(&self) -> io::Result<String> {
        let mut command = Command::new(&self.rustc);
        let output = command.args(["--print", "host-tuple"]).output()?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(io::Error::other("rustc does not say what host this is"))
        }
    }

    /// What the compiler says of its version.
    pub(super) fn compiler(&self) -> io::Result<String> {
        let mut command = Command::new(&self.rustc);
        let output = command.args(["--version", "--verbose"]).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// A subcommand of Cargo whose complaints go to the log.
    pub(crate) fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.root)
            .arg(subcommand)
            .arg("--locked");
        for config in self.configs {
            command.arg("--config").arg(config);
        }
        command
            .env("CARGO_TERM_COLOR", "never")
            .stdin(Stdio::null());
        match OpenOptions::new().append(true).open(self.log) {
            Ok(log) => command.stderr(log),
            Err(_) => command.stderr(Stdio::null()),
        };
        command
    }

    /// The first complaint in the log.
    fn failed(&self) -> BuildError {
        let log = fs::read_to_string(self.log).unwrap_or_default();
        let complaint = log.lines().find(|line| line.starts_with("error"));
        let complaint = complaint.or(log.lines().last());
        BuildError::Failed {
            reason: complaint
                .unwrap_or("cargo failed without a word")
                .to_owned(),
            log: self.log.to_owned(),
        }
    }
}

impl Message {
    /// The package that this message completes. A build script completes none.
    fn package(self) -> Option<String> {
        let is_step = self.target?.kind.iter().any(|kind| kind == "custom-build");
        let is_artifact = self.reason == "compiler-artifact" && !is_step;
        self.package_id.filter(|_| is_artifact)
    }
}

/// The user's `RUSTFLAGS`, and the mark.
fn flags() -> OsString {
    let encoded = env::var_os("CARGO_ENCODED_RUSTFLAGS");
    let mut flags = encoded.unwrap_or_else(|| {
        let plain = env::var("RUSTFLAGS").unwrap_or_default();
        plain
            .split_whitespace()
            .collect::<Vec<_>>()
            .join("\x1f")
            .into()
    });
    if !flags.is_empty() {
        flags.push("\x1f");
    }
    flags.push(MARK);
    flags
}

/// Reads messages on a thread of its own, so that a silent build can be stopped.
fn listen(stdout: ChildStdout) -> io::Result<Receiver<Message>> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Other lines come from build scripts.
            if let Ok(message) = serde_json::from_str(&line)
                && sender.send(message).is_err()
            {
                return;
            }
        }
    })?;
    Ok(receiver)
}
