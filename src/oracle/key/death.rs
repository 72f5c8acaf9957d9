//! Keys about processes that died.

use std::fmt;

/// How a process ended without being asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Death {
    /// A fault where the stack ends.
    StackOverflow,
    /// A signal, by number.
    Signal(i32),
    /// It was killed because one step took too long.
    TimeOut,
    /// It was killed because it held too much memory.
    Memory,
    /// It ended by itself, with this code.
    Exit(i32),
}

impl fmt::Display for Death {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
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
        })
    }
}
