//! The tests that need a `main` of their own: supervision, whose workers are this program again,
//! and QEMU, whose tests count as ignored where it is missing.

#[path = "../common/mod.rs"]
mod common;
mod export;
mod qemu;
mod supervision;

use libtest_mimic::{Arguments, Conclusion};
use std::process::ExitCode;
use std::thread;

fn main() -> ExitCode {
    supervision::work_if_started();
    let mut arguments = Arguments::from_args();
    // Tests of supervision wait for timers most of the time.
    let cores = thread::available_parallelism().map_or(1, usize::from);
    arguments.test_threads.get_or_insert(3 * cores);
    let tests = supervision::tests()
        .chain(qemu::tests())
        .chain(export::tests())
        .collect();
    let conclusion: Conclusion = libtest_mimic::run(&arguments, tests);
    conclusion.exit_code()
}
