//! A hunt that is on, and its main loop.

use super::builds::{BuildWord, without_target};
use super::pool::Pool;
use super::process::ProcessLimits;
use super::programs::Available;
use super::recover;
use super::slot::{WorkerPlan, WorkerSlot};
use super::suspect::Suspect;
use super::to_shrink::ToShrink;
use super::workshop::Workshop;
use crate::hunt::build::{BuildError, BuildProgress};
use crate::hunt::error::{HuntError, OutputError};
use crate::hunt::inbox::Inbox;
use crate::hunt::options::{Engine, HuntBound, HuntOptions, Trial};
use crate::hunt::output::HuntOutput;
use crate::hunt::summary::{Detection, HuntReport, HuntSummary, Mistake};
use crate::hunt::tally::Tally;
use crate::hunt::worker::{CaseNumbers, now};
use crate::qemu::Qemu;
use rustc_hash::FxHashSet;
use std::collections::VecDeque;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

/// How often workers are checked on.
const TICK: Duration = Duration::from_millis(50);
/// Ticks between two reports, two exchanges of corpora, and two writes of numbers.
const SHOW: u32 = 5;
const EXCHANGE: u32 = 40;
const WRITE: u32 = 100;

/// A hunt that is on.
pub(super) struct Supervisor {
    pub(super) output: HuntOutput,
    pub(super) workshop: Workshop,
    pub(super) inbox: Inbox,
    pub(super) pool: Pool,
    pub(super) slots: Vec<WorkerSlot>,
    /// What the slots can run.
    pub(super) available: Available,
    /// What is said of builds that go on meanwhile.
    pub(super) words: Receiver<BuildWord>,
    /// The build that goes on.
    pub(super) building: Option<BuildProgress>,
    /// Whether coverage is wanted.
    pub(super) is_guided: bool,
    /// Inputs to be tried again before fuzzing goes on.
    pub(super) suspects: VecDeque<Suspect>,
    /// Cases of new buckets, to be shrunk by a worker of the build that found them.
    pub(super) to_shrink: VecDeque<ToShrink>,
    /// What confirms their buckets.
    pub(super) qemu: Option<Qemu>,
    /// The names of inputs that ended a process twice.
    pub(super) fatal: FxHashSet<String>,
    /// Their numbers, which no process counts.
    pub(super) deaths: Tally,
    pub(super) mistakes: Vec<Mistake>,
    /// Workers that ended although no input was to blame.
    pub(super) lost: u64,
    /// Workers in a row that ended without having checked a case.
    pub(super) useless: u32,
    pub(super) start: Instant,
    pub(super) bound: HuntBound,
    /// Whether a hunt with `--cases` has checked all of them.
    pub(super) has_begun_to_shrink: bool,
    /// What makes the hunt a trial.
    pub(super) trial: Option<Trial>,
    pub(super) detection: Option<Detection>,
}

impl Supervisor {
    /// A hunt whose output directory is open.
    pub(super) fn new(
        options: &HuntOptions,
        output: HuntOutput,
        seeds: Option<PathBuf>,
        available: Available,
        words: Receiver<BuildWord>,
    ) -> Result<Supervisor, HuntError> {
        let workshop = Workshop::open(&options.out)?;
        let mut pool = Pool::open(options.out.join("corpus"))?;
        recover::take_over(&workshop, &mut pool)?;
        let slot = |number| {
            let plan = plan(options, seeds.clone(), number);
            WorkerSlot::new(plan, share(options, number), &workshop, &pool)
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

    /// Hunts until it is over.
    pub(super) fn run(
        &mut self,
        stop: &AtomicBool,
        no_build: &AtomicBool,
        show: &mut dyn FnMut(HuntReport),
    ) -> Result<(), HuntError> {
        // Sightings that an earlier hunt left come first.
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
                show(HuntReport::Hunting(Box::new(self.progress())));
            }
            if tick % WRITE == 0 {
                self.write()?;
            }
        }
        match self.bound {
            HuntBound::Cases(cases) if stop.load(Ordering::Relaxed) => {
                let done = self.tally().cases;
                Err(HuntError::Interrupted { done, cases })
            }
            _ => Ok(()),
        }
    }

    /// Takes over what the thread that builds says.
    fn hear_of_builds(&mut self, show: &mut dyn FnMut(HuntReport)) {
        while let Ok(word) = self.words.try_recv() {
            match word {
                BuildWord::Progress(progress) => self.building = Some(progress),
                BuildWord::Built(assertions, path) => {
                    self.available.add(assertions, path);
                    let seconds = self.building.take().map_or(0, |b| b.elapsed.as_secs());
                    let with = if assertions { "with" } else { "without" };
                    show(HuntReport::Note(format!(
                        "the fuzz target {with} debug assertions is built, in {seconds} s; \
                         its workers take over"
                    )));
                }
                // The hunt is over.
                BuildWord::Failed(_, BuildError::Interrupted) => {}
                BuildWord::Failed(assertions, error) => {
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

    /// Reads what workers have left, and writes everything to disk.
    pub(super) fn finish(&mut self) -> Result<HuntSummary, HuntError> {
        self.read_inbox()?;
        self.exchange()?;
        Ok(HuntSummary {
            stats: self.write()?,
            records: self.output.records(),
            beyond_baseline: self.output.records_beyond_baseline(),
            new: self.output.new_buckets(),
            unready: self.building.take(),
            mistakes: self.mistakes.clone(),
            detection: self.detection.clone(),
        })
    }

    /// Ends all workers, whatever they are at.
    pub(super) fn kill_workers(&mut self) {
        self.slots.iter_mut().for_each(WorkerSlot::kill);
    }

    /// Removes what the next hunt has no use for.
    pub(super) fn tidy_up(&self) -> Result<(), OutputError> {
        if self.suspects.is_empty() {
            let dir = self.workshop.dir();
            fs::remove_dir_all(dir).map_err(OutputError::write(dir))?;
        }
        Ok(())
    }
}

/// What never changes for worker `number`.
fn plan(options: &HuntOptions, seeds: Option<PathBuf>, number: u32) -> WorkerPlan {
    WorkerPlan {
        number,
        assertions: options.asserts(number),
        seed: options.seed,
        mutator: options.mutator,
        seeds,
        limits: ProcessLimits {
            timeout: options.timeout,
            rss_mb: options.rss_limit_mb,
        },
        start: now(),
        environment: options.environment.clone(),
    }
}

/// The cases that worker `number` generates.
fn share(options: &HuntOptions, number: u32) -> CaseNumbers {
    CaseNumbers {
        seed: options.seed,
        next: number.into(),
        step: options.jobs.into(),
        end: options.cases(),
    }
}
