//! The builds of the fuzz target, while the hunt is on.
//!
//! *Problem.* Builds take minutes, in which a hunt finds most of what it finds in an hour.
//!
//! *Idea.* A thread drives Cargo and reports to the supervisor. On Linux, a thread has a priority
//! of its own, and its children inherit it. So Cargo and the compilers yield to workers, see
//! [`PRIORITY`], and use the remaining time.
//!
//! *Invariant.* No build outlives the hunt: [`Stopper`] ends it, and the thread then ends within a
//! second. What was built is kept.

use super::programs;
use crate::hunt::build::{self, BuildError, BuildProgress, Request};
use crate::hunt::options::HuntOptions;
use crate::hunt::summary::HuntReport;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

/// The `nice` value of Cargo and the compilers. On two cores, with two workers, a build that wants
/// both gets this share of the time: 51 % at 0, 42 % at 2, 33 % at 4. With less, it takes too long.
const PRIORITY: i32 = 2;

/// What the thread tells.
#[derive(Debug)]
pub(super) enum BuildWord {
    /// How it goes.
    Progress(BuildProgress),
    /// The fuzz target with or without debug assertions is there.
    Built(bool, PathBuf),
    /// It cannot be built with or without debug assertions; no further message comes.
    Failed(bool, BuildError),
}

/// Ends the build when it is dropped.
#[derive(Debug)]
pub(super) struct Stopper<'s>(pub(super) &'s AtomicBool);

impl Drop for Stopper<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Builds everything that workers want, in the background, until something fails or `stop` is set.
pub(super) fn run(options: &HuntOptions, stop: &AtomicBool, words: &Sender<BuildWord>) {
    // Without it, the build slows workers down, but works.
    let _ = rustix::process::setpriority_process(None, PRIORITY);
    for assertions in programs::wanted(options) {
        let mut look =
            |progress: &BuildProgress| tell(words, BuildWord::Progress(progress.clone()));
        match build(options, assertions, stop, &mut look) {
            Ok(path) => tell(words, BuildWord::Built(assertions, path)),
            Err(error) => return tell(words, BuildWord::Failed(assertions, error)),
        }
    }
}

/// Builds the fuzz target with or without debug assertions; returns its path.
pub(super) fn build(
    options: &HuntOptions,
    assertions: bool,
    stop: &AtomicBool,
    look: &mut dyn FnMut(&BuildProgress),
) -> Result<PathBuf, BuildError> {
    let request = Request {
        target: options.target,
        assertions,
        configs: &options.configs,
        log: &options.out.join("build.log"),
        directory: "hunt",
    };
    build::build(&request, stop, look)
}

/// Once the hunt is over, nobody receives it.
fn tell(words: &Sender<BuildWord>, word: BuildWord) {
    let _ = words.send(word);
}

/// The note that there is no fuzz target with, or without, debug assertions.
pub(super) fn without_target(assertions: bool, why: &dyn fmt::Display) -> HuntReport {
    let with = if assertions { "with" } else { "without" };
    HuntReport::Note(format!(
        "no fuzz target {with} debug assertions, the hunt goes on without its coverage: {why}"
    ))
}
