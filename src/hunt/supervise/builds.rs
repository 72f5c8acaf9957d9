//! The builds of the fuzz target, while the hunt is on.
//!
//! *Problem.* They take minutes, in which a hunt finds most of what it finds in an hour.
//!
//! *Idea.* A thread drives Cargo and tells the supervisor how it goes. On Linux priority is a
//! thread's, and what it starts inherits it: so Cargo and the compilers give way to workers, see
//! [`PRIORITY`], and use what workers leave.
//!
//! *Invariant.* No build outlives the hunt: [`Stopper`] ends it, and whoever waits for the thread
//! waits for less than a second. What was built is kept.

use super::programs;
use crate::hunt::build::{self, BuildError, BuildProgress, Request};
use crate::hunt::options::HuntOptions;
use crate::hunt::summary::HuntReport;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

/// The `nice` value of Cargo and the compilers. On two cores, with two workers, a build that wants
/// both gets this share of the time: 51 % at 0, 42 % at 2, 33 % at 4. Short of that it takes too
/// long.
const PRIORITY: i32 = 2;

/// What the thread tells.
#[derive(Debug)]
pub(super) enum BuildWord {
    /// How it goes.
    Progress(BuildProgress),
    /// The fuzz target with or without debug assertions is there.
    Built(bool, PathBuf),
    /// It cannot be built with or without debug assertions, and there will be no more.
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

/// Builds all that workers want, in the background, until something fails or `stop` is set.
pub(super) fn run(options: &HuntOptions, stop: &AtomicBool, words: &Sender<BuildWord>) {
    // Without it the build is in the way, but it works.
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

/// Builds the fuzz target with or without debug assertions; gives its path.
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

/// Nobody listens any more once the hunt is over.
fn tell(words: &Sender<BuildWord>, word: BuildWord) {
    let _ = words.send(word);
}

/// There is no fuzz target with, or without, debug assertions, and this is why.
pub(super) fn without_target(assertions: bool, why: &dyn fmt::Display) -> HuntReport {
    let with = if assertions { "with" } else { "without" };
    HuntReport::Note(format!(
        "no fuzz target {with} debug assertions, the hunt goes on without its coverage: {why}"
    ))
}
