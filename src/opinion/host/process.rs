//! The process in which code runs natively, as its parent sees it.

use super::HostError;
use super::child::VARIABLE;
use super::protocol::{GREETING, Reply, receive, send};
use crate::children;
use crate::link::Left;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long a program may take to greet.
const GREETED_WITHIN: Duration = Duration::from_secs(10);

/// A process that executes cases. Dropping it ends the process.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    to: ChildStdin,
    from: Receiver<Vec<u8>>,
    limit: Duration,
}

/// What a process answers.
pub(super) enum Answer {
    Left(Left),
    Refused(String),
    /// It ended before the case was compiled. The process is gone.
    NotCompiled(String),
    /// An illegal instruction, as which traps are compiled, ended it after the case was compiled.
    /// The process is gone.
    Trapped,
    /// It ended otherwise after the case was compiled. The process is gone.
    Died(String),
    /// The time was up after the case was compiled. The process has to end.
    RanAway,
}

impl Process {
    pub(super) fn start(program: &Path, limit: Duration) -> Result<Process, HostError> {
        let failed = |source: io::Error| HostError::Start {
            program: program.to_owned(),
            source,
        };
        let mut command = Command::new(program);
        command.env(VARIABLE, "1").stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = children::spawn(&mut command).map_err(failed)?;
        let to = child.stdin.take().expect("it is piped");
        let from = child.stdout.take().expect("it is piped");
        let process = Process {
            child,
            to,
            from: listen(from).map_err(failed)?,
            limit,
        };
        match process.from.recv_timeout(GREETED_WITHIN) {
            Ok(greeting) if greeting == GREETING => Ok(process),
            _ => Err(HostError::Stranger(program.to_owned())),
        }
    }

    /// Has a stored case executed.
    pub(super) fn ask(&mut self, case: &[u8]) -> Answer {
        // If the process is gone, no answer comes, and that is handled below.
        let _ = send(&mut self.to, case);
        let mut compiled = false;
        loop {
            let reply = match self.from.recv_timeout(self.limit) {
                Ok(bytes) => postcard::from_bytes(&bytes),
                Err(RecvTimeoutError::Timeout) if compiled => return Answer::RanAway,
                Err(RecvTimeoutError::Timeout) => {
                    return Answer::NotCompiled("does not end".to_owned());
                }
                Err(RecvTimeoutError::Disconnected) => return self.ended(compiled),
            };
            match reply {
                Ok(Reply::Compiled) => compiled = true,
                Ok(Reply::Left(left)) => return Answer::Left(left),
                Ok(Reply::Refused(reason)) => return Answer::Refused(reason),
                // It writes over its own memory.
                Err(_) => return self.ended(compiled),
            }
        }
    }

    fn ended(&mut self, compiled: bool) -> Answer {
        children::end_group(&mut self.child);
        let status = self.child.try_wait().ok().flatten();
        let how = match status.and_then(|status| status.signal()) {
            Some(libc::SIGILL) if compiled => return Answer::Trapped,
            Some(signal) => format!("dies of signal {signal}"),
            None => "ends the process".to_owned(),
        };
        if compiled {
            Answer::Died(how)
        } else {
            Answer::NotCompiled(how)
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        children::end_group(&mut self.child);
    }
}

/// Passes frames on as they come, until the stream ends.
fn listen(mut pipe: ChildStdout) -> io::Result<Receiver<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    let listen = move || {
        while let Ok(Some(bytes)) = receive(&mut pipe) {
            if sender.send(bytes).is_err() {
                break;
            }
        }
    };
    thread::Builder::new().spawn(listen)?;
    Ok(receiver)
}
