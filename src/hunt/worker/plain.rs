//! A worker without a fuzzing engine: this very program, which generates every case anew.
//!
//! *Problem.* The instrumented fuzz target takes minutes to build, and may fail to build.
//!
//! *Idea.* The hunting program starts itself again as a worker. It goes through `CaseNumbers`, and
//! otherwise does what the fuzz target does, so one supervision serves both.
//!
//! *Limits.* No coverage. It has debug assertions if the program that hunts has them.

use super::session::Session;
use super::{Counters, Settings, note_panic, note_step};
use crate::check::Checker;
use crate::generate;
use crate::link;
use crate::oracle::Oracle;
use std::env;
use std::fs;
use std::io;
use std::panic;
use std::process::{self, ExitCode};

/// Works as a worker if a hunt started this process for that, and then returns how it ended. Every
/// program that calls [`hunt`](crate::hunt::hunt) and names itself in
/// [`ProgramSource`](crate::hunt::ProgramSource) calls this first.
pub fn plain_worker() -> Option<ExitCode> {
    env::var_os(Settings::VARIABLE)?;
    Some(match work() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let words = format!("no worker of a hunt: {error}");
            note_panic(&words);
            eprintln!("farcall: {words}");
            ExitCode::FAILURE
        }
    })
}

fn work() -> io::Result<()> {
    let session = Session::from_environment(Counters::none())?;
    let mut session = session.ok_or(io::ErrorKind::NotFound)?;
    // A panic that passes the checker is Farcall's own.
    panic::set_hook(Box::new(|info| {
        note_panic(&format!("Farcall {info}"));
        process::abort();
    }));
    link::install_panic_hook();
    let checker = Checker::new(0).map_err(io::Error::other)?;
    let mut checker = checker.watched_by(note_step);
    session.shrink_first(&mut |case, key| checker.check_for(case, Oracle::of_text(key)))?;
    if let Some(suspect) = env::args_os().nth(1) {
        let input = fs::read(suspect)?;
        if session.begin(&input) {
            check(&mut session, &mut checker, &input);
        }
        return Ok(());
    }
    session.go_through(&mut |session, input| check(session, &mut checker, input));
    Ok(())
}

/// Checks an input that the session has begun with.
fn check(session: &mut Session, checker: &mut Checker, input: &[u8]) {
    let case = generate::case_from_bytes(input);
    let verdict = checker.check(&case);
    session.end(&case, &verdict);
}
