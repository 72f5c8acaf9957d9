//! What fuzz targets call, here and in other repositories.
//!
//! Under cargo-fuzz a finding becomes a panic, because that is what libFuzzer understands; this is
//! the one place where that happens. Under `farcall hunt` the process is a [worker]: it reports
//! findings to its supervisor, and goes on.
//!
//! *Promise.* Another repository may have the target among its own, by a path dependency;
//! `examples/hosted/` is all it needs. For such a repository, the following stays as it is within
//! one minor version of Farcall:
//!
//! * the names and signatures of [`start`], [`Input`], [`jit`], [`change`] and [`cross`];
//! * a process calls [`start`] once, before anything else, and [`jit`] on the same thread;
//!   [`change`] and [`cross`] are optional;
//! * every byte string is an input. [`jit`] returns unless it finds something that is no known
//!   issue of the linked Cranelift, or a bug in Farcall. Then it panics, and the first line of the
//!   message is the bucket key;
//! * an input that once found something stays readable, or `farcall replay --raw` refuses it with a
//!   clear message.
//!
//! No other part of the library is promised. The target needs a 64-bit little-endian Linux, and
//! 12 GiB of address space.

use crate::check::Checker;
use crate::generate;
use crate::hunt::MutatorChoice;
use crate::hunt::worker::{self, Counters, Session};
use crate::link;
use crate::mutants::digest;
use crate::mutate;
use crate::oracle::{Finding, Oracle};
use crate::triage;
use arbitrary::{Arbitrary, Result, Unstructured};
use std::cell::RefCell;
use std::fmt;
use std::panic;
use std::process;

/// A fuzzer's input. Its `Debug` prints the CLIF of the case that it stands for; see
/// [`generate::case_from_bytes`].
pub struct Input<'a>(&'a [u8]);

impl<'a> Arbitrary<'a> for Input<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.bytes(u.len()).map(Input)
    }
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        generate::case_from_bytes(self.0).fmt(f)
    }
}

/// What a fuzz target keeps between inputs.
struct State {
    checker: Checker,
    session: Option<Session>,
}

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

/// Prepares the process. To be called before the first input.
///
/// libFuzzer has installed a panic hook that aborts. Panics of Cranelift must not reach it, so
/// Farcall's hook goes in front; see [`link::install_panic_hook`].
pub fn start() {
    match digest::answer() {
        Ok(false) => {}
        Ok(true) => process::exit(0),
        Err(error) => give_up(&error.to_string()),
    }
    let session = Session::from_environment(Counters::of_this_program());
    let mut session =
        session.unwrap_or_else(|error| give_up(&format!("no worker of a hunt: {error}")));
    if session.is_some() {
        let aborting = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            worker::note_panic(&format!("Farcall {info}"));
            aborting(info);
        }));
    }
    link::install_panic_hook();
    let mut checker = Checker::new(0)
        .unwrap_or_else(|error| give_up(&error.to_string()))
        .watched_by(worker::note_step);
    if let Some(session) = &mut session {
        let shrunk =
            session.shrink_first(&mut |case, key| checker.check_for(case, Oracle::of_text(key)));
        shrunk.unwrap_or_else(|error| give_up(&format!("cannot shrink: {error}")));
    }
    STATE.set(Some(State { checker, session }));
}

/// Checks the case of `input`, linked by cranelift-jit.
///
/// # Panics
/// If it finds something that is no known issue, and this process is no worker of a hunt; the first
/// line is the bucket key. Also if [`start`] was not called.
pub fn jit(input: &Input<'_>) {
    STATE.with_borrow_mut(|state| {
        let state = state.as_mut().expect("the target's `init` calls `start`");
        if let Some(session) = &mut state.session {
            if session.begin(input.0) {
                let case = generate::case_from_bytes(input.0);
                let verdict = state.checker.check(&case);
                session.end(&case, &verdict);
            }
            return;
        }
        let verdict = state.checker.check(&generate::case_from_bytes(input.0));
        let new = |finding: &&Finding| triage::known_issue(&finding.key).is_none();
        if let Some(finding) = verdict.buckets().find(new) {
            panic!(
                "{}\n{}: {}\nreport: farcall replay --raw <this input>",
                finding.key, finding.class, finding.summary
            );
        }
    });
}

/// Changes an input; see [`mutate::custom_mutate`].
pub fn change(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    bytes: impl FnMut(&mut [u8], usize, usize) -> usize,
) -> usize {
    let change = match mutator() {
        MutatorChoice::Typed => mutate::custom_mutate,
        MutatorChoice::Bytes => mutate::bytes_alone,
        MutatorChoice::None => mutate::generate_anew,
    };
    change(data, size, max_size, seed, bytes)
}

/// Crosses two inputs; see [`mutate::custom_crossover`].
pub fn cross(data1: &[u8], data2: &[u8], out: &mut [u8], seed: u32) -> usize {
    match mutator() {
        MutatorChoice::Typed => mutate::custom_crossover(data1, data2, out, seed),
        MutatorChoice::Bytes | MutatorChoice::None => 0,
    }
}

fn mutator() -> MutatorChoice {
    STATE.with_borrow(|state| {
        let session = state.as_ref().and_then(|state| state.session.as_ref());
        session.map_or(MutatorChoice::Typed, Session::mutator)
    })
}

/// Ends the process with one line.
fn give_up(why: &str) -> ! {
    worker::note_panic(why);
    eprintln!("farcall: {why}");
    process::exit(1)
}
