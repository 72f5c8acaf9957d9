//! Processes that do not outlive this one.

use rustix::process::{Pid, Resource, Rlimit, Signal};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

/// Starts a program in a process group of its own, so that Ctrl-C in a terminal reaches this process alone; the kernel kills it when the
/// thread that called this ends, however that happens (`PR_SET_PDEATHSIG`).
pub(crate) fn spawn(command: &mut Command) -> io::Result<Child> {
    let parent = rustix::process::getpid();
    command.process_group(0);
    // SAFETY: between fork and exec the closure makes two system calls. It takes no lock and no memory.
    unsafe {
        command.pre_exec(move || {
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
            // The parent may have gone before the call.
            match rustix::process::getppid() == Some(parent) {
                true => Ok(()),
                false => Err(io::ErrorKind::NotConnected.into()),
            }
        });
    }
    command.spawn()
}

/// Has the program started with a stack that may grow to `bytes`, or as far as the system lets it; gives how far.
pub(crate) fn limit_stack(command: &mut Command, bytes: u64) -> u64 {
    let maximum = rustix::process::getrlimit(Resource::Stack).maximum;
    let bytes = maximum.map_or(bytes, |maximum| maximum.min(bytes));
    let limit = Rlimit {
        current: Some(bytes),
        maximum,
    };
    // SAFETY: between fork and exec the closure makes one system call. It takes no lock and no memory.
    unsafe {
        command.pre_exec(move || Ok(rustix::process::setrlimit(Resource::Stack, limit)?));
    }
    bytes
}

/// Kills a child, and what it started in its group, and waits for it.
pub(crate) fn end_group(child: &mut Child) {
    // It fails if all of them have ended by themselves.
    let _ = rustix::process::kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.wait();
}
