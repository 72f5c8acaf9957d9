//! The random engine: workers that generate and check, each with an arena of its own.

use super::SHRINK_CHECKS;
use super::confirm::confirm;
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
use crate::triage::{self, Limits};
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
            show(Report::Hunting(Box::new(hunt.progress())));
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
        while !self.is_over() {
            let begin = Instant::now();
            let case = draw(self.options.seed, case_number);
            let checked = panic::catch_unwind(AssertUnwindSafe(|| checker.check(&case)));
            match checked {
                Ok(verdict) => {
                    for (case, key) in self.record(&case, &verdict, begin.elapsed())? {
                        self.shrink(checker, &case, &key)?;
                    }
                }
                Err(_) => self.record_panic(&case)?,
            }
            case_number += u64::from(self.options.jobs);
        }
        Ok(())
    }

    /// Writes a verdict down, and gives the keys of the buckets that are new with it, each with its case.
    fn record(
        &self,
        case: &Case,
        verdict: &Verdict,
        time: Duration,
    ) -> Result<Vec<(Case, String)>, OutputError> {
        let mut new = Vec::new();
        let mut found = self.found();
        let found = &mut *found;
        found.tally.count(verdict, time);
        for (case, finding) in verdict.buckets_of(case) {
            if !found.output.has(&finding.key) {
                let seconds = self.start.elapsed().as_secs_f64();
                let added = found.output.add(Sighting::new(finding, case, seconds))?;
                new.extend(added.map(|record| (case.clone(), record.key)));
            }
        }
        Ok(new)
    }

    /// Makes the first case of a new bucket small, as far as the hunt's time allows.
    fn shrink(&self, checker: &mut Checker, case: &Case, key: &str) -> Result<(), OutputError> {
        let over = AtomicBool::new(false);
        let limits = Limits {
            checks: SHRINK_CHECKS,
            stop: &over,
        };
        let mut last = case.clone();
        let mut falls_into = |candidate: &Case| {
            over.fetch_or(self.is_over(), Ordering::Relaxed);
            last = candidate.clone();
            checker.check_for(candidate, key).falls_into(key)
        };
        let shrunk = panic::catch_unwind(AssertUnwindSafe(|| {
            triage::shrink(case, &mut falls_into, &limits, &mut |_| {})
        }));
        match shrunk {
            Ok(shrunk) => {
                let qemu = self.options.qemu.as_ref();
                let by = qemu.and_then(|qemu| confirm(checker, qemu, &shrunk.case, key));
                let bytes = shrunk.case.to_bytes();
                self.found().output.add_smallest(key, &bytes, by)
            }
            Err(_) => self.record_panic(&last),
        }
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.start.elapsed() >= self.options.time
    }

    /// A panic that the checker let through is Farcall's own, and ends the hunt.
    fn record_panic(&self, case: &Case) -> Result<(), OutputError> {
        let mut found = self.found();
        let input = found.output.save("farcall-panic.case", &case.to_bytes())?;
        found.mistakes.push(Mistake {
            what: "panicked".to_owned(),
            input: Some(input),
        });
        self.stop.store(true, Ordering::Relaxed);
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
            detection: None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hunt::{Assertions, Engine, Mutator, Target};
    use crate::triage::Size;
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_first_case_of_a_bucket_is_written_small() {
        let out = tempfile::tempdir().expect("a directory");
        let options = options(out.path());
        let (stop, mut checker) = (AtomicBool::new(false), checker());
        let hunt = Hunt {
            options: &options,
            start: Instant::now(),
            stop: &stop,
            found: Mutex::new(Found {
                output: Output::open(&options.out).expect("it can be written to"),
                tally: Tally::new(),
                mistakes: Vec::new(),
            }),
        };
        let (case, key) = (0..)
            .find_map(|number| {
                let case = draw(1, number);
                let verdict = checker.check(&case);
                let key = verdict.buckets().next()?.key.clone();
                Some((case, key))
            })
            .expect("some case fails");
        let verdict = checker.check(&case);
        hunt.record(&case, &verdict, Duration::ZERO)
            .expect("it is written");
        hunt.shrink(&mut checker, &case, &key)
            .expect("it is written");

        let records = hunt.write().expect("it is written").records;
        let record = records.iter().find(|r| r.key == key).expect("the bucket");
        let smallest = record.smallest.as_ref().expect("the small case");
        let bytes = fs::read(options.out.join(smallest)).expect("a file");
        let small = Case::read(&bytes).expect("a case");
        assert!(Size::of(&small) < Size::of(&case));
        assert!(checker.check_for(&small, &key).falls_into(&key));
    }

    fn options(out: &Path) -> Options {
        Options {
            target: Target::Jit,
            engine: Engine::Random,
            assertions: Assertions::Off,
            mutator: Mutator::None,
            time: Duration::from_secs(600),
            seed: 1,
            jobs: 1,
            out: out.to_owned(),
            corpus: None,
            timeout: Duration::from_secs(60),
            rss_limit_mb: 1024,
            qemu: None,
            configs: Vec::new(),
            program: None,
            environment: Vec::new(),
            trial: None,
        }
    }

    fn checker() -> Checker {
        // No other test of the library maps this arena.
        Checker::new(90).expect("an arena")
    }
}
