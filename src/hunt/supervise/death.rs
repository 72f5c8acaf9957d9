//! How a worker ended.

use crate::hunt::worker::Page;
use crate::oracle::key::Death;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

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
