//! The random engine: workers that generate and check, each with an arena of its own.

use super::options::Options;
use super::outcome::{HuntError, Mistake, Outcome, Progress, Report};
use super::output::{Output, OutputError};
use super::record::Sighting;
use super::stats::{Stats, peak_rss_mb};
use super::tally::Tally;
use crate::case::Case;
use crate::check::{Checker, Verdict};
use crate::generate;
use crate::link::Arena;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Stack of a worker in bytes: bodies are interpreted recursively, a few hundred activations deep.
const STACK: usize = 64 << 20;
/// How often a running hunt is shown.
const INTERVAL: Duration = Duration::from_millis(250);
/// How often its numbers are written.
const WRITE: Duration = Duration::from_secs(5);

/// What the workers share.
struct Hunt<'h> {
    options: &'h Options,
    start: Instant,
    stop: &'h AtomicBool,
    found: Mutex<Found>,
}

struct Found {
    output: Output,
    tally: Tally,
    mistakes: Vec<Mistake>,
}

/// See [`super::hunt`].
pub(super) fn hunt(
    options: &Options,
    stop: &AtomicBool,
    show: &mut dyn FnMut(Report),
) -> Result<Outcome, HuntError> {
    let found = Mutex::new(Found {
        output: Output::open(&options.out)?,
        tally: Tally::new(),
        mistakes: Vec::new(),
    });
    let arenas = (0..options.jobs).map(Arena::map);
    let arenas = arenas.collect::<Result<Vec<_>, _>>()?;
    let hunt = Hunt {
        options,
        start: Instant::now(),
        stop,
        found,
    };
    let result = thread::scope(|scope| -> Result<(), HuntError> {
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
        let mut written = Instant::now();
        while workers.iter().any(|worker| !worker.is_finished()) {
            thread::sleep(INTERVAL);
            show(Report::Hunting(hunt.progress()));
            if written.elapsed() >= WRITE {
                written = Instant::now();
                hunt.write()?;
            }
        }
        for worker in workers {
            worker.join().map_err(|_| HuntError::Lost)??;
        }
        Ok(())
    });
    // Whatever went wrong, what is known is written down; the first error is the one to tell.
    let outcome = hunt.write();
    result.and(outcome)
}

impl Hunt<'_> {
    fn work(&self, number: u64, arena: Arena) -> Result<(), HuntError> {
        let result = self.work_until_end(number, &mut Checker::with_arena(arena));
        if result.is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
        result
    }

    fn work_until_end(&self, number: u64, checker: &mut Checker) -> Result<(), HuntError> {
        let mut case_number = number;
        while !self.stop.load(Ordering::Relaxed) && self.start.elapsed() < self.options.time {
            let begin = Instant::now();
            let case = draw(self.options.seed, case_number);
            let checked = panic::catch_unwind(AssertUnwindSafe(|| checker.check(&case)));
            match checked {
                Ok(verdict) => self.record(&case, &verdict, begin.elapsed())?,
                Err(_) => {
                    self.record_panic(&case)?;
                    self.stop.store(true, Ordering::Relaxed);
                }
            }
            case_number += u64::from(self.options.jobs);
        }
        Ok(())
    }

    fn record(&self, case: &Case, verdict: &Verdict, time: Duration) -> Result<(), OutputError> {
        let mut found = self.found();
        let found = &mut *found;
        found.tally.count(verdict, time);
        for finding in verdict.buckets() {
            if !found.output.has(&finding.key) {
                let seconds = self.start.elapsed().as_secs_f64();
                found.output.add(Sighting::new(finding, case, seconds))?;
            }
        }
        Ok(())
    }

    /// A panic that the checker let through is Farcall's own.
    fn record_panic(&self, case: &Case) -> Result<(), OutputError> {
        let mut found = self.found();
        let input = found.output.save("farcall-panic.case", &case.to_bytes())?;
        found.mistakes.push(Mistake {
            what: "panicked".to_owned(),
            input: Some(input),
        });
        Ok(())
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stats(&self, found: &Found) -> Stats {
        Stats {
            peak_rss_mb: peak_rss_mb().unwrap_or(0),
            buckets: found.output.buckets(),
            ..Stats::of(&found.tally, self.start.elapsed().as_secs_f64())
        }
    }

    fn progress(&self) -> Progress {
        let found = self.found();
        let new = found.output.new_buckets();
        Progress {
            stats: self.stats(&found),
            new,
            known: found.output.buckets() - new,
            elapsed: self.start.elapsed(),
        }
    }

    /// Writes everything down as it stands.
    fn write(&self) -> Result<Outcome, HuntError> {
        let mut found = self.found();
        let found = &mut *found;
        let stats = self.stats(found);
        found.output.count(&found.tally.buckets);
        found.output.write_findings()?;
        found.output.write_stats(&stats)?;
        Ok(Outcome {
            stats,
            records: found.output.records(),
            new: found.output.new_buckets(),
            mistakes: found.mistakes.clone(),
        })
    }
}

/// Case `number`: it depends on the seed and the number alone.
fn draw(seed: u64, number: u64) -> Case {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&number.to_le_bytes());
    generate::random_case(&mut StdRng::from_seed(key))
}
