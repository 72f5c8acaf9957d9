//! A hunt: workers in processes of their own, supervised by this one.
//!
//! *Problem.* The code under test may end its process in any way, at any time; so may the user and
//! the kernel. The instrumented fuzz target takes minutes to build.
//!
//! *Idea.* Each worker has a `WorkerSlot`. At first a worker is this very program, which generates
//! every case anew, so the hunt starts at once. [`builds`] makes the fuzz target meanwhile; once it
//! is ready, its workers take over the slots one by one. They start from the pool, which has the
//! first case of each bucket by then. The pool gets no sample of other cases: the committed corpus
//! covers what they do, and half of what a fuzz target tries is generated anew, too.
//!
//! The supervisor reads each [`Page`](super::worker::Page) several times a second. A worker that
//! ended, hangs or uses too much memory is replaced, and its input becomes a `Suspect`, which is
//! tried again, alone. If it dies again inside Cranelift, it is a finding; outside Cranelift, it is
//! Farcall's own mistake. Sightings come through the inbox, corpora through the `Pool`.
//!
//! *Invariant.* Everything that is known is on disk, in whole files, at any moment: the next hunt
//! with the same output directory resumes one that was killed. A hunt with `--cases` checks each
//! case once, and its results depend on the seed and the number of cases alone.
//!
//! *Limits.* A killed worker loses the counts of its last tenth of a second, except in a hunt with
//! `--cases`. Time-outs and memory limits depend on the host. Workers are processes of this host
//! alone.

mod builds;
mod death;
mod detect;
mod jobs;
mod judge;
mod numbers;
mod pool;
mod process;
mod programs;
mod recover;
mod seeds;
mod slot;
mod supervisor;
mod suspect;
mod to_shrink;
mod workshop;

use super::build::BuildProgress;
use super::error::HuntError;
use super::options::{Engine, HuntBound, HuntOptions, ProgramSource};
use super::output::{self, HuntOutput};
use super::summary::{HuntReport, HuntSummary};
use builds::Stopper;
use programs::Available;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::thread;
use supervisor::Supervisor;

/// See [`super::hunt`].
pub(super) fn hunt(
    options: &HuntOptions,
    stop: &AtomicBool,
    show: &mut dyn FnMut(HuntReport),
) -> Result<HuntSummary, HuntError> {
    let baseline = options.baseline.as_deref().map(output::keys).transpose()?;
    let mut output = match options.bound {
        HuntBound::Time(_) => HuntOutput::open(&options.out)?,
        HuntBound::Cases(_) => HuntOutput::open_unused(&options.out)?,
    };
    output.set_baseline(baseline.unwrap_or_default());
    let seeds = match options.engine {
        Engine::Coverage => seeds::look(options, show)?,
        Engine::Random => None,
    };
    let mut available = Available::new(options);
    if options.programs == ProgramSource::Built {
        build_first(options, stop, &mut available, show)?;
    }
    let (sender, words) = mpsc::channel();
    let no_build = AtomicBool::new(false);
    thread::scope(|scope| {
        // However this ends, the scope then waits for the thread below.
        let _stopper = Stopper(&no_build);
        let is_plain_first = available.has_plain();
        let mut hunt = Supervisor::new(options, output, seeds, available, words)?;
        if is_plain_first && options.engine == Engine::Coverage {
            let build = || builds::run(options, &no_build, &sender);
            let builder = thread::Builder::new();
            builder
                .spawn_scoped(scope, build)
                .map_err(HuntError::Worker)?;
        }
        let result = hunt.run(stop, &no_build, show);
        hunt.kill_workers();
        // Whatever went wrong, what is known is written down; the first error is the one to tell.
        let outcome = hunt.finish();
        let outcome = result.and(outcome)?;
        hunt.tidy_up()?;
        Ok(outcome)
    })
}

/// Builds the fuzz target, without and with debug assertions, as far as workers want them.
fn build_first(
    options: &HuntOptions,
    stop: &AtomicBool,
    available: &mut Available,
    show: &mut dyn FnMut(HuntReport),
) -> Result<(), HuntError> {
    for assertions in programs::wanted(options) {
        let mut look = |progress: &BuildProgress| show(HuntReport::Building(progress.clone()));
        let path = builds::build(options, assertions, stop, &mut look)?;
        available.add(assertions, path);
    }
    Ok(())
}
