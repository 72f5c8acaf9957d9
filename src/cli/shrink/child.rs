//! Checks in a process of its own, for cases that end the process that checks them.
//!
//! *Problem.* A case over which the compiler overflows its stack, aborts, or never ends, takes
//! whoever checks it along.
//!
//! *Idea.* Another `farcall replay` checks the case, and how it ends is all that counts.
//!
//! *Limits.* A process that eats memory until the system kills it is not told from any other that
//! is killed.

use crate::atomic;
use crate::case::Case;
use crate::children;
use std::fmt;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often a running check is polled.
const INTERVAL: Duration = Duration::from_millis(2);

/// How a process ends before it can give a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Death {
    /// A signal ends it.
    Signal(i32),
    /// It does not end in time.
    Hangs,
}

impl fmt::Display for Death {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Death::Signal(number) => write!(f, "dies of signal {number}"),
            Death::Hangs => f.write_str("does not end"),
        }
    }
}

/// Checks cases in processes of their own.
#[derive(Debug)]
pub(super) struct ChildChecker {
    program: PathBuf,
    /// Where the case of each check lies.
    file: PathBuf,
    limit: Duration,
}

impl ChildChecker {
    /// A checker that gives each process `limit`.
    pub(super) fn new(limit: Duration) -> Self {
        let file = format!("farcall-shrink-{}.case", std::process::id());
        ChildChecker {
            // This names the same file even if the program is rebuilt meanwhile.
            program: "/proc/self/exe".into(),
            file: std::env::temp_dir().join(file),
            limit,
        }
    }

    /// How a process ends that checks `case`; none if it gives a verdict.
    ///
    /// # Errors
    /// If the case cannot be written, or no process can be started.
    pub(super) fn check(&self, case: &Case) -> io::Result<Option<Death>> {
        atomic::write(&self.file, &case.to_bytes())?;
        let mut command = Command::new(&self.program);
        end(command.arg("replay").arg(&self.file), self.limit)
    }
}

impl Drop for ChildChecker {
    fn drop(&mut self) {
        // There is none if nothing was checked.
        let _ = std::fs::remove_file(&self.file);
    }
}

/// How the program ends if it takes at most `limit`; none if it exits by itself.
fn end(command: &mut Command, limit: Duration) -> io::Result<Option<Death>> {
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = children::spawn(command)?;
    let until = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(ExitStatus::signal(&status).map(Death::Signal));
        }
        if Instant::now() >= until {
            children::end_group(&mut child);
            return Ok(Some(Death::Hangs));
        }
        thread::sleep(INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_dies_or_hangs_is_told_from_one_that_exits() {
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            end(command.args(["-c", script]), Duration::from_millis(500)).expect("there is a shell")
        };
        assert_eq!(shell("exit 2"), None);
        assert_eq!(shell("kill -SEGV $$"), Some(Death::Signal(11)));
        assert_eq!(shell("sleep 60"), Some(Death::Hangs));
    }
}
