//! The worker of these tests: a fuzz target or a plain worker, without instrumentation, which dies
//! of some inputs.

use super::NEW;
use farcall::check::{CheckStep, Checker, Verdict};
use farcall::generate;
use farcall::hunt::worker::{Counters, Session, note_panic, note_step};
use farcall::oracle::key::Slug;
use farcall::oracle::{Key, Oracle};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::env;
use std::fs;
use std::hint;
use std::path::PathBuf;
use std::process::{self, Command};
use std::thread;
use std::time::Duration;

/// Set for workers that are to die of some of the cases that they generate.
pub const MORTAL: &str = "FARCALL_TEST_MORTAL";

/// Does what a fuzz target does under libFuzzer, with random cases instead of mutated ones; or what
/// a plain worker does.
pub fn work() -> ! {
    let session = Session::from_environment(Counters::none()).expect("the supervisor made it all");
    let mut session = session.expect("this is a worker");
    let checker = Checker::new(0).expect("this process has no other arena");
    let mut checker = checker.watched_by(note_step);
    let shrunk = session.shrink_first(&mut |case, key| {
        let verdict = checker.check_for(case, Oracle::of_text(key));
        renamed(verdict)
    });
    shrunk.expect("the supervisor wrote the case");
    let paths: Vec<PathBuf> = env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .map(PathBuf::from)
        .collect();
    let mut files: Vec<PathBuf> = paths
        .iter()
        .filter(|path| path.is_file())
        .cloned()
        .collect();
    let single = !files.is_empty();
    for dir in paths.iter().filter(|path| path.is_dir()) {
        let entries = fs::read_dir(dir).expect("it is there");
        files.extend(entries.map(|entry| entry.expect("it is there").path()));
    }
    files.sort();
    for file in files {
        check(
            &mut session,
            &mut checker,
            &fs::read(file).expect("it is there"),
        );
    }
    if single {
        process::exit(0);
    }
    if !env::args().any(|argument| argument.starts_with("-seed=")) {
        session.go_through(&mut |session, input| judge(session, &mut checker, input));
        process::exit(0);
    }
    let mut rng = StdRng::seed_from_u64(process::id().into());
    loop {
        let entropy: Vec<u8> = (0..600).map(|_| rng.random()).collect();
        check(&mut session, &mut checker, &entropy);
    }
}

fn check(session: &mut Session, checker: &mut Checker, input: &[u8]) {
    if session.begin(input) {
        judge(session, checker, input);
    }
}

/// Checks an input after the session began with it.
fn judge(session: &mut Session, checker: &mut Checker, input: &[u8]) {
    if let Some(fate) = input.strip_prefix(b"fate:") {
        meet(std::str::from_utf8(fate).expect("plain text"));
    }
    if env::var_os(MORTAL).is_some() && input[0] < 5 {
        meet("abort");
    }
    let case = generate::case_from_bytes(input);
    let verdict = renamed(checker.check(&case));
    session.end(&case, &verdict);
}

/// Renames the bucket of one known issue, so that there is something new to find.
fn renamed(mut verdict: Verdict) -> Verdict {
    for finding in &mut verdict.findings {
        if finding.key == "reloc/riscv-call-plt/wrong-target/just-inside-plus-2gib" {
            finding.key = Key::Error(Slug::of("something new"));
            assert_eq!(finding.key, NEW);
        }
    }
    verdict
}

/// Ends the process in the way that the fate says.
fn meet(fate: &str) {
    note_step(CheckStep::Link);
    match fate.split_once('=').unwrap_or((fate, "")) {
        ("abort", _) => process::abort(),
        ("overflow", _) => drop(overflow(1)),
        ("hang", _) => loop {
            thread::sleep(Duration::from_millis(10));
        },
        ("eat", _) => {
            let eaten = vec![1u8; 300 << 20];
            thread::sleep(Duration::from_secs(10));
            hint::black_box(eaten);
        }
        ("exit", _) => process::exit(7),
        ("elsewhere", _) => {
            note_step(CheckStep::Judge);
            process::abort();
        }
        ("panic", _) => {
            note_panic("Farcall panicked at nowhere");
            process::abort();
        }
        ("once", marker) => {
            if fs::create_dir(marker).is_ok() {
                let _ = Command::new("kill")
                    .arg("-9")
                    .arg(process::id().to_string())
                    .status();
            }
        }
        other => panic!("no such fate: {other:?}"),
    }
}

fn overflow(depth: u64) -> u64 {
    if hint::black_box(depth) == 0 {
        return 0;
    }
    let frame = hint::black_box([depth; 64]);
    frame[0] + overflow(depth + 1) + frame[63]
}
