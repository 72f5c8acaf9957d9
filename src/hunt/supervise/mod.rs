//! A hunt: workers in processes of their own, looked after by this one.
//!
//! *Problem.* What is fuzzed may end its process in any way, at any time; so may the user, and the
//! kernel. And the instrumented fuzz target takes minutes to build.
//!
//! *Idea.* A [`Slot`] a worker. At first a worker is this very program, which generates every case
//! anew; so the hunt is on at once. [`builds`] makes the fuzz target meanwhile, and its workers
//! take over the slots one by one as it becomes ready. They start from the pool, which has the
//! first case of each bucket by then. It gets no sample of the other cases: the committed corpus
//! covers what they do, and half of what a fuzz target tries is generated anew, too.
//!
//! The supervisor looks at each [`Page`](super::worker::Page) a few times a second: a worker that
//! ended, hangs or eats memory is replaced, and the input that it was at becomes a [`Suspect`],
//! which is tried again, alone. Only what dies again inside Cranelift is a finding; what dies again
//! outside of it is Farcall's own mistake. Sightings come through the inbox, corpora through the
//! [`Pool`].
//!
//! *Invariant.* At any moment everything that is known is on disk, in whole files: a hunt that was
//! killed is taken up again by the next one with the same output directory. A hunt of so many cases
//! checks each of them once, and what it says of them depends on seed and number alone.
//!
//! *Limits.* Counts of the last tenth of a second of a worker that is killed are lost, but for a
//! hunt of so many cases. A step that takes too long and memory without end depend on the machine.
//! Workers are processes of this machine alone.

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
mod suspect;
mod workshop;

use super::build::{BuildError, BuildProgress};
use super::inbox::Inbox;
use super::options::{Bound, Engine, Options, Programs, Trial};
use super::outcome::{Detection, HuntError, Mistake, Outcome, Report};
use super::output::{self, Output, OutputError};
use super::tally::Tally;
use super::worker::{Numbers, now};
use crate::qemu::Qemu;
use builds::{Stopper, Word};
use jobs::ToShrink;
use pool::Pool;
use process::Limits;
use programs::Available;
use rustc_hash::FxHashSet;
use slot::{Plan, Slot};
use std::collections::VecDeque;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};
use suspect::Suspect;
use workshop::Workshop;

/// How often workers are looked at.
const TICK: Duration = Duration::from_millis(50);
/// How often the hunt is shown, and how often corpora are exchanged and numbers written, in ticks.
const SHOW: u32 = 5;
const EXCHANGE: u32 = 40;
const WRITE: u32 = 100;

/// See [`super::hunt`].
pub(super) fn hunt(
    options: &Options,
    stop: &AtomicBool,
    show: &mut dyn FnMut(Report),
) -> Result<Outcome, HuntError> {
    let baseline = options.baseline.as_deref().map(output::keys).transpose()?;
    let mut output = match options.bound {
        Bound::Time(_) => Output::open(&options.out)?,
        Bound::Cases(_) => Output::open_unused(&options.out)?,
    };
    output.set_baseline(baseline.unwrap_or_default());
    let seeds = match options.engine {
        Engine::Coverage => seeds::look(options, show)?,
        Engine::Random => None,
    };
    let mut available = Available::new(options);
    if options.programs == Programs::Built {
        build_first(options, stop, &mut available, show)?;
    }
    let (sender, words) = mpsc::channel();
    let no_build = AtomicBool::new(false);
    thread::scope(|scope| {
        // However this ends, the scope then waits for the thread below.
        let _stopper = Stopper(&no_build);
        let mut hunt = Supervisor::new(options, output, seeds, available, words)?;
        if hunt.available.has_plain() && options.engine == Engine::Coverage {
            let build = || builds::run(options, &no_build, &sender);
            let builder = thread::Builder::new();
            builder
                .spawn_scoped(scope, build)
                .map_err(HuntError::Worker)?;
        }
        let result = hunt.run(stop, &no_build, show);
        hunt.slots.iter_mut().for_each(Slot::kill);
        // Whatever went wrong, what is known is written down; the first error is the one to tell.
        let outcome = hunt.finish();
        let outcome = result.and(outcome)?;
        hunt.tidy_up()?;
        Ok(outcome)
    })
}

/// Builds the fuzz target, without and with debug assertions, as far as workers want them.
fn build_first(
    options: &Options,
    stop: &AtomicBool,
    available: &mut Available,
    show: &mut dyn FnMut(Report),
) -> Result<(), HuntError> {
    for assertions in programs::wanted(options) {
        let mut look = |progress: &BuildProgress| show(Report::Building(progress.clone()));
        let path = builds::build(options, assertions, stop, &mut look)?;
        available.add(assertions, path);
    }
    Ok(())
}

/// A hunt that is on.
struct Supervisor {
    output: Output,
    workshop: Workshop,
    inbox: Inbox,
    pool: Pool,
    slots: Vec<Slot>,
    /// What the slots can run.
    available: Available,
    /// What is said of builds that go on meanwhile.
    words: Receiver<Word>,
    /// The build that goes on.
    building: Option<BuildProgress>,
    /// Whether coverage is wanted.
    is_guided: bool,
    /// Inputs to be tried again before fuzzing goes on.
    suspects: VecDeque<Suspect>,
    /// Cases of new buckets, to be shrunk by a worker of the build that found them.
    to_shrink: VecDeque<ToShrink>,
    /// What confirms their buckets.
    qemu: Option<Qemu>,
    /// The names of inputs that ended a process twice.
    fatal: FxHashSet<String>,
    /// Their numbers, which no process counts.
    deaths: Tally,
    mistakes: Vec<Mistake>,
    /// Workers that ended although no input was to blame.
    lost: u64,
    /// Workers in a row that ended without having checked a case.
    useless: u32,
    start: Instant,
    bound: Bound,
    /// Whether all cases of a hunt of so many were checked.
    has_begun_to_shrink: bool,
    /// What makes the hunt a trial.
    trial: Option<Trial>,
    detection: Option<Detection>,
}

impl Supervisor {
    fn new(
        options: &Options,
        output: Output,
        seeds: Option<PathBuf>,
        available: Available,
        words: Receiver<Word>,
    ) -> Result<Supervisor, HuntError> {
        let workshop = Workshop::open(&options.out)?;
        let mut pool = Pool::open(options.out.join("corpus"))?;
        recover::take_over(&workshop, &mut pool)?;
        let slot = |number| {
            let plan = plan(options, seeds.clone(), number);
            Slot::new(plan, share(options, number), &workshop, &pool)
        };
        let slots = (0..options.jobs).map(slot).collect::<Result<_, _>>()?;
        Ok(Supervisor {
            inbox: Inbox::new(workshop.inbox()),
            slots,
            available,
            words,
            building: None,
            is_guided: options.engine == Engine::Coverage,
            suspects: Suspect::left(&workshop.suspects())?,
            to_shrink: VecDeque::new(),
            qemu: options.qemu.clone(),
            fatal: FxHashSet::default(),
            deaths: Tally::new(),
            output,
            workshop,
            pool,
            mistakes: Vec::new(),
            lost: 0,
            useless: 0,
            start: Instant::now(),
            bound: options.bound,
            has_begun_to_shrink: false,
            trial: options.trial.clone(),
            detection: None,
        })
    }

    fn run(
        &mut self,
        stop: &AtomicBool,
        no_build: &AtomicBool,
        show: &mut dyn FnMut(Report),
    ) -> Result<(), HuntError> {
        // What an earlier hunt has not read comes first.
        self.read_inbox()?;
        self.employ(false)?;
        for tick in 1u32.. {
            thread::sleep(TICK);
            self.hear_of_builds(show);
            let over = stop.load(Ordering::Relaxed) || self.is_time_up();
            no_build.fetch_or(over, Ordering::Relaxed);
            self.look_after_workers(over, show)?;
            self.read_inbox()?;
            if self.is_decided() || self.is_idle() && (over || self.has_shrunk_all()) {
                break;
            }
            if tick % EXCHANGE == 0 {
                self.exchange()?;
            }
            if tick % SHOW == 0 {
                show(Report::Hunting(Box::new(self.progress())));
            }
            if tick % WRITE == 0 {
                self.write()?;
            }
        }
        match self.bound {
            Bound::Cases(cases) if stop.load(Ordering::Relaxed) => {
                let done = self.tally().cases;
                Err(HuntError::Interrupted { done, cases })
            }
            _ => Ok(()),
        }
    }

    /// Takes over what the thread that builds says.
    fn hear_of_builds(&mut self, show: &mut dyn FnMut(Report)) {
        while let Ok(word) = self.words.try_recv() {
            match word {
                Word::Progress(progress) => self.building = Some(progress),
                Word::Built(assertions, path) => {
                    self.available.add(assertions, path);
                    let seconds = self.building.take().map_or(0, |b| b.elapsed.as_secs());
                    let with = if assertions { "with" } else { "without" };
                    show(Report::Note(format!(
                        "the fuzz target {with} debug assertions is built, in {seconds} s; \
                         its workers take over"
                    )));
                }
                // The hunt is over.
                Word::Failed(_, BuildError::Interrupted) => {}
                Word::Failed(assertions, error) => {
                    self.building = None;
                    show(without_target(assertions, &error));
                }
            }
        }
    }

    fn read_inbox(&mut self) -> Result<(), OutputError> {
        let inbox = self.inbox.clone();
        inbox.drain(|sighting| {
            let is_first = !self.output.has(&sighting.key);
            if is_first && self.is_guided && self.trial.is_none() {
                let partial = self.slots[0].partial();
                self.pool.add(&sighting.case, &partial)?;
            }
            let large = self.record(sighting)?;
            self.to_shrink.extend(large);
            Ok(())
        })
    }

    /// Shares what each worker has found.
    fn exchange(&mut self) -> Result<(), OutputError> {
        for slot in &mut self.slots {
            let partial = slot.partial();
            self.pool.take(&mut slot.share, &partial)?;
        }
        for slot in &mut self.slots {
            let partial = slot.partial();
            self.pool.give(&mut slot.share, &partial)?;
        }
        Ok(())
    }

    /// Takes over what workers have left, and writes everything down.
    fn finish(&mut self) -> Result<Outcome, HuntError> {
        self.read_inbox()?;
        self.exchange()?;
        Ok(Outcome {
            stats: self.write()?,
            records: self.output.records(),
            beyond_baseline: self.output.records_beyond_baseline(),
            new: self.output.new_buckets(),
            unready: self.building.take(),
            mistakes: self.mistakes.clone(),
            detection: self.detection.clone(),
        })
    }

    /// Removes what the next hunt has no use for.
    fn tidy_up(&self) -> Result<(), OutputError> {
        if self.suspects.is_empty() {
            let dir = self.workshop.dir();
            fs::remove_dir_all(dir).map_err(OutputError::write(dir))?;
        }
        Ok(())
    }
}

/// There is no fuzz target with, or without, debug assertions, and this is why.
fn without_target(assertions: bool, why: &dyn fmt::Display) -> Report {
    let with = if assertions { "with" } else { "without" };
    Report::Note(format!(
        "no fuzz target {with} debug assertions, the hunt goes on without its coverage: {why}"
    ))
}

/// What never changes for worker `number`.
fn plan(options: &Options, seeds: Option<PathBuf>, number: u32) -> Plan {
    Plan {
        number,
        assertions: options.asserts(number),
        seed: options.seed,
        mutator: options.mutator,
        seeds,
        limits: Limits {
            timeout: options.timeout,
            rss_mb: options.rss_limit_mb,
        },
        start: now(),
        environment: options.environment.clone(),
    }
}

/// The cases that worker `number` generates.
fn share(options: &Options, number: u32) -> Numbers {
    Numbers {
        seed: options.seed,
        next: number.into(),
        step: options.jobs.into(),
        end: options.cases(),
    }
}
