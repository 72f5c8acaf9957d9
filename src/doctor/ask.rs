//! Running a program that may misbehave, for its version.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};
use thiserror::Error;

/// Bytes that are kept of each output stream.
const MOST: u64 = 64 << 10;
/// How often a running program is polled.
const INTERVAL: Duration = Duration::from_millis(5);

/// A program did not answer.
#[derive(Debug, Error)]
pub(super) enum ProbeError {
    /// The system does not execute it.
    #[error("cannot be started: {0}")]
    Start(#[from] io::Error),
    /// It did not end in time.
    #[error("gave no answer in {} s", .limit.as_secs_f64())]
    Silent {
        /// The time limit.
        limit: Duration,
    },
    /// Its exit code is not 0.
    #[error("failed with {status}: {complaint}")]
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// The first line of its standard error.
        complaint: String,
    },
    /// Its answer is not understood.
    #[error("printed no version behind \"{marker}\"")]
    NoVersion {
        /// What should stand before the version.
        marker: &'static str,
    },
}

/// A child process that does not outlive its owner.
struct RunningTool(Child);

impl Drop for RunningTool {
    fn drop(&mut self) {
        // Both have no effect on a child that was waited for, and a failure of either has no
        // remedy.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Standard output of `program`, which has to end with exit code 0 within `limit`.
pub(super) fn ask(
    program: &Path,
    arguments: &[&str],
    limit: Duration,
) -> Result<String, ProbeError> {
    let end = Instant::now() + limit;
    let command = Command::new(program)
        .args(arguments)
        // rustup's proxies may otherwise download a toolchain.
        .env("RUSTUP_AUTO_INSTALL", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut running = RunningTool(command);
    let stdout = listen(running.0.stdout.take())?;
    let stderr = listen(running.0.stderr.take())?;
    let hear = |stream: Receiver<Vec<u8>>| {
        let text = stream.recv_timeout(end.saturating_duration_since(Instant::now()));
        text.map(|text| String::from_utf8_lossy(&text).into_owned())
    };
    let status = wait(&mut running.0, end)?.ok_or(ProbeError::Silent { limit })?;
    if !status.success() {
        let complaint = hear(stderr).unwrap_or_default();
        let complaint = complaint.lines().next().unwrap_or("it says nothing");
        return Err(ProbeError::Failed {
            status,
            complaint: complaint.to_owned(),
        });
    }
    hear(stdout).map_err(|_| ProbeError::Silent { limit })
}

/// The exit status of the child, if it ends before `end`.
fn wait(child: &mut Child, end: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        let status = child.try_wait()?;
        if status.is_some() || Instant::now() >= end {
            return Ok(status);
        }
        thread::sleep(INTERVAL);
    }
}

/// Reads a stream on a thread of its own: the stream ends only when every process that inherited it
/// has ended, and some may stay.
fn listen<R: Read + Send + 'static>(stream: Option<R>) -> io::Result<Receiver<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    let mut stream = stream.expect("the stream is piped");
    thread::Builder::new().spawn(move || {
        let mut text = Vec::new();
        // After a failure, what was read is all there is. After a time-out, nobody receives it.
        let _ = stream.by_ref().take(MOST).read_to_end(&mut text);
        let _ = sender.send(text);
        // A program that prints more must still be able to end.
        let _ = io::copy(&mut stream, &mut io::sink());
    })?;
    Ok(receiver)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Result<String, ProbeError> {
        ask(Path::new("/bin/sh"), &["-c", script], limit)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn an_answer_is_standard_output_alone() {
        let answer = shell("echo noise >&2; echo a; echo b", LONG).expect("it answers");
        assert_eq!(answer, "a\nb\n");
    }

    #[test]
    fn failures_are_told_with_the_first_line_of_the_complaint() {
        let error = shell("echo why >&2; echo more >&2; exit 3", LONG).expect_err("it fails");
        assert_eq!(error.to_string(), "failed with exit status: 3: why");
        let error = shell("kill -9 $$", LONG).expect_err("it dies");
        assert!(error.to_string().contains("signal: 9"), "{error}");
        let error = ask(Path::new("/no/such/program"), &[], LONG).expect_err("it is not there");
        assert!(matches!(error, ProbeError::Start(_)), "{error}");
    }

    #[test]
    fn nothing_is_read_from_standard_input() {
        assert_eq!(
            shell("read line; echo done", LONG).expect("it ends"),
            "done\n"
        );
    }

    #[test]
    fn what_hangs_is_not_waited_for() {
        let limit = Duration::from_millis(300);
        for script in [
            "while :; do :; done",
            // Its child inherits the streams and stays.
            "sleep 30; echo never",
            "sleep 30 & echo too early",
        ] {
            let start = Instant::now();
            let error = shell(script, limit).expect_err("it hangs");
            assert_eq!(error.to_string(), "gave no answer in 0.3 s", "{script}");
            assert!(start.elapsed() < Duration::from_secs(20), "{script}");
        }
    }

    #[test]
    fn more_output_than_anybody_reads_is_cut() {
        let script = "i=0; while [ $i -lt 3000 ]; do echo \
        0123456789012345678901234567890123456789; i=$((i+1)); done";
        assert_eq!(shell(script, LONG).expect("it ends").len() as u64, MOST);
    }
}
