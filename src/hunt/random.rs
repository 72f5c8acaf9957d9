//! The random engine: workers that generate and check, each with an arena of its own.

use super::options::Options;
use super::output::{Output, OutputError, Record};
use super::stats::{Stats, Tally};
use crate::check::Checker;
use crate::generate;
use crate::link::{Arena, ArenaError};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use thiserror::Error;

/// Bytes of entropy a case is generated from, at most.
const ENTROPY: usize = 4096;
/// Stack of a worker in bytes: bodies are interpreted recursively, a few hundred activations deep.
const STACK: usize = 64 << 20;

/// The hunt itself failed.
#[derive(Debug, Error)]
pub enum HuntError {
    /// The output directory cannot be used.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A worker got no arena.
    #[error(transparent)]
    Arena(#[from] ArenaError),
    /// A worker could not be started.
    #[error("cannot start a worker: {0}; try fewer with --jobs")]
    Worker(std::io::Error),
    /// A worker panicked, which is a mistake of Farcall.
    #[error("Farcall itself panicked, which is a bug in it; please report it with {case}", case = case.display())]
    Panicked {
        /// The case that did it.
        case: PathBuf,
    },
    /// A worker ended without a word.
    #[error("a worker panicked outside of any case, which is a bug in Farcall")]
    Lost,
}

/// What a hunt came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its numbers.
    pub stats: Stats,
    /// All buckets, worst first.
    pub records: Vec<Record>,
    /// How many buckets are new and not known issues.
    pub new: u64,
}

/// A look at a running hunt.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Cases checked so far.
    pub cases: u64,
    /// Buckets so far.
    pub buckets: u64,
    /// Time so far.
    pub elapsed: Duration,
}

/// What the workers share.
struct Hunt<'h> {
    options: &'h Options,
    start: Instant,
    stop: &'h AtomicBool,
    cases: AtomicU64,
    output: Mutex<Output>,
}

/// Hunts until the time is up or `stop` is set, and shows how it goes about four times a second.
///
/// # Errors
/// If the output directory or the arenas cannot be used. What was found before is on disk.
pub fn hunt(
    options: &Options,
    stop: &AtomicBool,
    mut show: impl FnMut(Progress),
) -> Result<Outcome, HuntError> {
    let output = Mutex::new(Output::open(&options.out)?);
    let arenas = (0..options.jobs).map(Arena::map);
    let arenas = arenas.collect::<Result<Vec<_>, _>>()?;
    let hunt = Hunt {
        options,
        start: Instant::now(),
        stop,
        cases: AtomicU64::new(0),
        output,
    };
    let tally = thread::scope(|scope| -> Result<Tally, HuntError> {
        let mut workers = Vec::new();
        for (number, arena) in (0..).zip(arenas) {
            let builder = thread::Builder::new().stack_size(STACK);
            let hunt = &hunt;
            let worker = builder.spawn_scoped(scope, move || hunt.work(number, arena));
            workers.push(worker.map_err(|error| {
                stop.store(true, Ordering::Relaxed);
                HuntError::Worker(error)
            })?);
        }
        while workers.iter().any(|worker| !worker.is_finished()) {
            thread::sleep(Duration::from_millis(250));
            show(hunt.progress());
        }
        let mut tally = Tally::new();
        for worker in workers {
            tally.add(&worker.join().map_err(|_| HuntError::Lost)??);
        }
        Ok(tally)
    })?;
    hunt.finish(&tally)
}

impl Hunt<'_> {
    fn work(&self, number: u64, arena: Arena) -> Result<Tally, HuntError> {
        let result = self.work_until_end(number, &mut Checker::with_arena(arena));
        if result.is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
        result
    }

    fn work_until_end(&self, number: u64, checker: &mut Checker) -> Result<Tally, HuntError> {
        let mut tally = Tally::new();
        let mut case_number = number;
        let mut entropy = Vec::with_capacity(ENTROPY);
        while !self.stop.load(Ordering::Relaxed) && self.start.elapsed() < self.options.time {
            let begin = Instant::now();
            draw(&mut entropy, self.options.seed, case_number);
            let case = generate::case_from_entropy(&entropy);
            let checked = panic::catch_unwind(AssertUnwindSafe(|| checker.check(&case)));
            let Ok(verdict) = checked else {
                let output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
                let case = output.save_panic(&case)?;
                return Err(HuntError::Panicked { case });
            };
            tally.count(&verdict, begin.elapsed());
            self.cases.fetch_add(1, Ordering::Relaxed);
            for finding in verdict.buckets() {
                let seconds = self.start.elapsed().as_secs_f64();
                let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
                output.add(finding, &case, seconds)?;
            }
            case_number += u64::from(self.options.jobs);
        }
        Ok(tally)
    }

    fn progress(&self) -> Progress {
        let output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        Progress {
            cases: self.cases.load(Ordering::Relaxed),
            buckets: output.buckets(),
            elapsed: self.start.elapsed(),
        }
    }

    fn finish(self, tally: &Tally) -> Result<Outcome, HuntError> {
        let output = self.output.into_inner();
        let output = output.unwrap_or_else(PoisonError::into_inner);
        let stats = tally.stats(self.start.elapsed(), output.buckets());
        output.write_findings()?;
        output.write_stats(&stats)?;
        Ok(Outcome {
            stats,
            records: output.records(),
            new: output.new_buckets(),
        })
    }
}

/// The entropy of case `number`: some hundred to some thousand bytes that depend on the seed and the number alone.
fn draw(entropy: &mut Vec<u8>, seed: u64, number: u64) {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&number.to_le_bytes());
    let mut rng = StdRng::from_seed(key);
    let len = rng.random_range(256..=ENTROPY);
    entropy.resize(len, 0);
    rng.fill_bytes(entropy);
}
