//! The process in which code runs natively.

use super::protocol::{GREETING, Reply, receive, send};
use crate::case::Case;
use crate::link::Native;
use rustix::process::{Resource, Rlimit, setrlimit};
use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

/// [`super::process`] sets it for processes that are to execute cases.
pub(super) const VARIABLE: &str = "FARCALL_HOST_CODE";
/// The limit of address space, in bytes.
const MEMORY: u64 = 4 << 30;

/// Serves cases until its input ends, if this process was started for that.
pub fn child() -> Option<ExitCode> {
    env::var_os(VARIABLE)?;
    Some(match serve() {
        Ok(()) => ExitCode::SUCCESS,
        // The parent has gone.
        Err(_) => ExitCode::FAILURE,
    })
}

fn serve() -> io::Result<()> {
    confine()?;
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    send(&mut to, GREETING)?;
    while let Some(bytes) = receive(&mut from)? {
        let case = Case::read(&bytes).map_err(io::Error::other)?;
        answer(&case, &mut to)?;
    }
    Ok(())
}

/// Limits the harm that wrong code can do.
fn confine() -> io::Result<()> {
    for (resource, most) in [
        (Resource::As, MEMORY),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        // Open files stay open.
        (Resource::Nofile, 0),
    ] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit)?;
    }
    Ok(())
}

fn answer(case: &Case, to: &mut impl Write) -> io::Result<()> {
    let mut reply = |reply: Reply| {
        let bytes = postcard::to_stdvec(&reply).map_err(io::Error::other)?;
        send(to, &bytes)
    };
    let native = match Native::compile(case) {
        Ok(native) => native,
        Err(cause) => return reply(Reply::Refused(cause.to_string())),
    };
    reply(Reply::Compiled)?;
    // SAFETY: nothing else happens in this process, and its parent believes no disagreement and no
    // death that a fresh process does not repeat.
    let left = unsafe { native.run() };
    reply(Reply::Left(left))
}
