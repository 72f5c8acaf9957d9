//! The coverage engine: workers in processes of their own, looked after by this one.
//!
//! *Problem.* What is fuzzed may end its process in any way, at any time; so may the user, and the kernel.
//!
//! *Idea.* A [`Slot`] a worker. The supervisor looks at each [`Page`](super::worker::Page) a few times a second: a worker that ended, hangs
//! or eats memory is replaced, and the input that it was at becomes a [`Suspect`], which is tried again, alone. Only what dies again
//! inside Cranelift is a finding; what dies again outside of it is Farcall's own mistake. Sightings come through the inbox, corpora through the
//! [`Pool`].
//!
//! *Invariant.* At any moment everything that is known is on disk, in whole files: a hunt that was killed is taken up again by the next
//! one with the same output directory.
//!
//! *Limits.* Counts of the last tenth of a second of a worker that is killed are lost. Workers are processes of this machine alone.

mod death;
mod detect;
mod judge;
mod numbers;
mod pool;
mod recover;
mod seeds;
mod slot;
mod suspect;
mod workshop;

use super::build::{self, BuildError, BuildProgress, Request};
use super::inbox::Inbox;
use super::options::{Options, Trial};
use super::outcome::{Detection, HuntError, Mistake, Outcome, Report};
use super::output::{Output, OutputError};
use super::worker::{Shrink, now};
use crate::qemu::Qemu;
use pool::Pool;
use rustc_hash::FxHashSet;
use slot::{Job, Plan, Slot};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
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
    let output = Output::open(&options.out)?;
    let seeds = seeds::look(options, show)?;
    let programs = programs(options, stop, show)?;
    let mut hunt = Supervisor::new(options, output, seeds, &programs)?;
    let result = hunt.run(stop, show);
    hunt.slots.iter_mut().for_each(Slot::kill);
    // Whatever went wrong, what is known is written down; the first error is the one to tell.
    let outcome = hunt.finish();
    let outcome = result.and(outcome)?;
    hunt.tidy_up()?;
    Ok(outcome)
}

/// The fuzz target, without and with debug assertions, as far as workers need them.
fn programs(
    options: &Options,
    stop: &AtomicBool,
    show: &mut dyn FnMut(Report),
) -> Result<BTreeMap<bool, PathBuf>, BuildError> {
    let log = options.out.join("build.log");
    let mut programs = BTreeMap::new();
    let wanted = (0..options.jobs).map(|number| options.asserts(number));
    for assertions in wanted.collect::<BTreeSet<_>>() {
        let mut look = |progress: &BuildProgress| show(Report::Building(progress.clone()));
        let program = match &options.program {
            Some(program) => program.clone(),
            None => {
                let request = Request {
                    target: options.target,
                    assertions,
                    configs: &options.configs,
                    log: &log,
                    directory: "hunt",
                };
                build::build(&request, stop, &mut look)?
            }
        };
        programs.insert(assertions, program);
    }
    Ok(programs)
}

/// A case of a new bucket.
#[derive(Clone, Debug)]
struct ToShrink {
    key: String,
    case: PathBuf,
    assertions: bool,
}

impl ToShrink {
    fn shrink(self, out: PathBuf) -> Shrink {
        Shrink {
            case: self.case,
            key: self.key,
            out,
            checks: super::SHRINK_CHECKS,
        }
    }
}

/// A hunt that is on.
struct Supervisor {
    output: Output,
    workshop: Workshop,
    inbox: Inbox,
    pool: Pool,
    slots: Vec<Slot>,
    /// Inputs to be tried again before fuzzing goes on.
    suspects: VecDeque<Suspect>,
    /// Cases of new buckets, to be shrunk by a worker of the build that found them.
    to_shrink: VecDeque<ToShrink>,
    /// What confirms their buckets.
    qemu: Option<Qemu>,
    /// The names of inputs that ended a process twice.
    fatal: FxHashSet<String>,
    mistakes: Vec<Mistake>,
    /// Workers that ended although no input was to blame.
    lost: u64,
    /// Workers in a row that ended without having checked a case.
    useless: u32,
    start: Instant,
    end: Duration,
    /// What makes the hunt a trial.
    trial: Option<Trial>,
    detection: Option<Detection>,
}

impl Supervisor {
    fn new(
        options: &Options,
        output: Output,
        seeds: Option<PathBuf>,
        programs: &BTreeMap<bool, PathBuf>,
    ) -> Result<Supervisor, HuntError> {
        let workshop = Workshop::open(&options.out)?;
        let mut pool = Pool::open(options.out.join("corpus"))?;
        recover::take_over(&workshop, &mut pool)?;
        let plan = |number| {
            let assertions = options.asserts(number);
            Plan {
                number,
                program: programs[&assertions].clone(),
                assertions,
                seed: options.seed,
                mutator: options.mutator,
                seeds: seeds.clone(),
                timeout: options.timeout,
                rss_limit_mb: options.rss_limit_mb,
                start: now(),
                environment: options.environment.clone(),
            }
        };
        let slots = (0..options.jobs).map(|number| Slot::new(plan(number), &workshop, &pool));
        Ok(Supervisor {
            inbox: Inbox::new(workshop.inbox()),
            slots: slots.collect::<Result<Vec<_>, _>>()?,
            suspects: Suspect::left(&workshop.suspects())?,
            to_shrink: VecDeque::new(),
            qemu: options.qemu.clone(),
            fatal: FxHashSet::default(),
            output,
            workshop,
            pool,
            mistakes: Vec::new(),
            lost: 0,
            useless: 0,
            start: Instant::now(),
            end: options.time,
            trial: options.trial.clone(),
            detection: None,
        })
    }

    fn run(&mut self, stop: &AtomicBool, show: &mut dyn FnMut(Report)) -> Result<(), HuntError> {
        // What an earlier hunt has not read comes first.
        self.read_inbox()?;
        for index in 0..self.slots.len() {
            self.start(index)?;
        }
        for tick in 1u32.. {
            thread::sleep(TICK);
            let over = stop.load(Ordering::Relaxed) || self.is_time_up();
            self.look_after_workers(over)?;
            self.read_inbox()?;
            if self.is_decided() || over && !self.slots.iter().any(Slot::is_running) {
                return Ok(());
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
        Ok(())
    }

    /// Starts a process in a free slot: on a suspect of its build, if there is one, else on a case to be shrunk, else fuzzing.
    fn start(&mut self, index: usize) -> Result<(), HuntError> {
        let slot = &mut self.slots[index];
        let assertions = slot.plan.assertions;
        let suspects = &mut self.suspects;
        let suspect = suspects.iter().position(|s| s.assertions == assertions);
        let large = self.to_shrink.iter();
        let large = large.into_iter().position(|l| l.assertions == assertions);
        let job = match (suspect, large) {
            (Some(at), _) => Job::Try(suspects.remove(at).expect("it is there")),
            (None, Some(at)) => {
                let large = self.to_shrink.remove(at).expect("it is there");
                Job::Shrink(large.shrink(slot.shrunk()))
            }
            (None, None) => Job::Hunt,
        };
        slot.start(job, &self.workshop, &self.pool, &self.fatal)
    }

    fn look_after_workers(&mut self, over: bool) -> Result<(), HuntError> {
        for index in 0..self.slots.len() {
            let slot = &mut self.slots[index];
            let assertions = slot.plan.assertions;
            if over || self.to_shrink.iter().any(|l| l.assertions == assertions) {
                slot.ask_to_stop();
            }
            if let Some(ended) = slot.look()? {
                self.judge(ended)?;
                let waiting = self.suspects.iter();
                let assertions = self.slots[index].plan.assertions;
                if !over || waiting.into_iter().any(|s| s.assertions == assertions) {
                    self.start(index)?;
                }
            }
        }
        Ok(())
    }

    fn read_inbox(&mut self) -> Result<(), OutputError> {
        let inbox = self.inbox.clone();
        inbox.drain(|sighting| {
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
            new: self.output.new_buckets(),
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
