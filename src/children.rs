//! Child processes that do not outlive this one.

use rustix::process::{Pid, Resource, Rlimit, Signal};
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often a running program is polled.
const INTERVAL: Duration = Duration::from_millis(20);

/// Starts a program in a process group of its own, so that Ctrl-C in a terminal reaches only this
/// process. The kernel kills the program when the calling thread ends, for whatever reason
/// (`PR_SET_PDEATHSIG`).
pub(crate) fn spawn(command: &mut Command) -> io::Result<Child> {
    let parent = rustix::process::getpid();
    command.process_group(0);
    // SAFETY: between fork and exec the closure makes two system calls. It takes no lock and
    // allocates no memory.
    unsafe {
        command.pre_exec(move || {
            die_with_parent()?;
            // The parent may have ended before the call.
            if rustix::process::getppid() == Some(parent) {
                Ok(())
            } else {
                Err(io::ErrorKind::NotConnected.into())
            }
        });
    }
    command.spawn()
}

/// Tells the kernel to kill this process, or what it becomes by `exec`, when the thread that
/// started it ends.
pub(crate) fn die_with_parent() -> io::Result<()> {
    Ok(rustix::process::set_parent_process_death_signal(Some(
        Signal::KILL,
    ))?)
}

/// Runs a program to its end, and returns its standard output; none if `stop` is set before that,
/// which kills the program.
pub(crate) fn output(command: &mut Command, stop: &AtomicBool) -> io::Result<Option<Output>> {
    let mut child = spawn(command.stdout(Stdio::piped()))?;
    let mut pipe = child.stdout.take().expect("it is piped");
    let read = move || {
        let mut stdout = Vec::new();
        pipe.read_to_end(&mut stdout).map(|_| stdout)
    };
    let reader = thread::Builder::new().spawn(read);
    let reader = reader.inspect_err(|_| end_group(&mut child))?;
    while !reader.is_finished() {
        if stop.load(Ordering::Relaxed) {
            end_group(&mut child);
            return Ok(None);
        }
        thread::sleep(INTERVAL);
    }
    let stdout = reader.join().expect("reading does not panic")?;
    Ok(Some(Output {
        status: child.wait()?,
        stdout,
        stderr: Vec::new(),
    }))
}

/// Lets the program's stack grow to `bytes`, or as far as the system allows. Returns the limit.
pub(crate) fn limit_stack(command: &mut Command, bytes: u64) -> u64 {
    let maximum = rustix::process::getrlimit(Resource::Stack).maximum;
    let bytes = maximum.map_or(bytes, |maximum| maximum.min(bytes));
    let limit = Rlimit {
        current: Some(bytes),
        maximum,
    };
    // SAFETY: between fork and exec the closure makes one system call. It takes no lock and
    // allocates no memory.
    unsafe {
        command.pre_exec(move || Ok(rustix::process::setrlimit(Resource::Stack, limit)?));
    }
    bytes
}

/// Kills a child and everything that it started in its group, and waits for the child.
pub(crate) fn end_group(child: &mut Child) {
    // This fails if all of them have ended by themselves.
    let _ = rustix::process::kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.wait();
}
