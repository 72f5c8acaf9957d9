//! How a worker ended.

use crate::hunt::worker::Page;
use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// An end that the supervisor did not ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Death {
    /// A fault where the stack ends.
    StackOverflow,
    /// A signal, by number.
    Signal(i32),
    /// The supervisor killed it, because one step took too long.
    TimeOut,
    /// The supervisor killed it, because it held too much memory.
    Memory,
    /// It ended by itself, with this code.
    Exit(i32),
}

impl Death {
    /// What the status and the page say, for a process whose stack could grow to `stack` bytes.
    pub(super) fn of(status: ExitStatus, page: &Page, stack: u64) -> Death {
        match status.signal() {
            Some(libc::SIGSEGV | libc::SIGBUS) if page.is_stack_overflow(stack) => {
                Death::StackOverflow
            }
            Some(signal) => Death::Signal(signal),
            None => Death::Exit(status.code().unwrap_or(-1)),
        }
    }
}

/// As it stands in bucket keys.
impl fmt::Display for Death {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            Death::StackOverflow => "stack-overflow",
            Death::TimeOut => "time-out",
            Death::Memory => "out-of-memory",
            Death::Signal(libc::SIGSEGV) => "segmentation-fault",
            Death::Signal(libc::SIGBUS) => "bus-error",
            Death::Signal(libc::SIGILL) => "illegal-instruction",
            Death::Signal(libc::SIGFPE) => "arithmetic-exception",
            Death::Signal(libc::SIGTRAP) => "trap",
            Death::Signal(libc::SIGABRT) => "abort",
            Death::Signal(libc::SIGKILL) => "killed",
            Death::Signal(signal) => return write!(f, "signal-{signal}"),
            Death::Exit(code) => return write!(f, "exit-{code}"),
        };
        f.write_str(name)
    }
}
