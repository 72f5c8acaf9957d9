//! A trial: one hunt for one mutant, from an empty corpus, on one core.

use super::crates::digest_of;
use super::list::Mutant;
use super::mode::Mode;
use super::plant::switch;
use crate::atomic;
use crate::hunt::{
    self, Assertions, Engine, FuzzTarget, HuntBound, HuntError, HuntOptions, HuntSummary,
    OutputError, ProgramSource, Trial,
};
use crate::oracle::Oracle;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long one step of a case may take. Twice that has to fit into a budget of seconds, for a
/// mutant that makes Cranelift hang.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Memory of a worker, in MiB.
const RSS_LIMIT_MB: u64 = 1024;
/// How many times its processor time a trial may take in wall-clock time, and the allowance for
/// starting.
const SLOWNESS: u32 = 50;
const START: Duration = Duration::from_secs(300);

/// A trial to run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Task {
    /// A digest of everything that its result depends on.
    pub(super) key: String,
    /// The mutant; `None` for the baseline, in which no mutant is in force.
    pub(super) id: Option<String>,
    /// The mutant's number in the shared program; `None` if it has its own program.
    pub(super) number: Option<u32>,
    pub(super) program: PathBuf,
    pub(super) mode: Mode,
    /// Counted from 1.
    pub(super) trial: u32,
    pub(super) seed: u64,
    pub(super) assertions: bool,
    pub(super) budget: Duration,
    pub(super) baseline: BTreeSet<String>,
}

/// The result of a trial: a line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrialResult {
    /// A digest of everything that it depends on.
    pub key: String,
    /// The mutant; `None` for the baseline.
    pub id: Option<String>,
    /// How it was hunted.
    pub mode: Mode,
    /// Counted from 1.
    pub trial: u32,
    /// Whether it found a bucket that is neither a known issue nor in the baseline.
    pub detected: bool,
    /// Processor time until then, or of the whole trial, in seconds.
    pub seconds: f64,
    /// Cases until then, or of the whole trial.
    pub cases: u64,
    /// The first part of the bucket's key.
    pub oracle: Option<String>,
    /// The bucket.
    pub bucket: Option<String>,
    /// Whether the mutated function was executed; `None` if the program has no switch.
    pub reached: Option<bool>,
    /// The case that detected it, relative to the output directory.
    pub case: Option<PathBuf>,
    /// New buckets of a baseline.
    pub buckets: BTreeSet<String>,
    /// Farcall's own faults.
    pub mistakes: Vec<String>,
}

/// A digest of everything that the result of a trial depends on: the sources of the programs,
/// whether the mutant has its own, the mutant, and how it is hunted. Other mutants of the list are
/// not in force, so they do not count.
pub(super) fn key(
    (base, is_own): (&str, bool),
    mutant: Option<&Mutant>,
    mode: Mode,
    seed: u64,
    budget: Duration,
) -> String {
    let mutant = serde_json::to_string(&mutant).expect("mutants are plain data");
    digest_of([base, &mutant, &format!("{is_own} {mode} {seed} {budget:?}")])
}

impl Task {
    /// The name of the trial, and of its files.
    pub(super) fn name(&self) -> String {
        let id = self.id.as_deref().unwrap_or("baseline");
        format!("{id}.{}.{}", self.mode, self.trial)
    }

    /// Hunts, and writes below `out`. Returns `None` if it was stopped.
    pub(super) fn run(
        &self,
        out: &Path,
        stop: &AtomicBool,
    ) -> Result<Option<TrialResult>, HuntError> {
        let work = out.join("work").join(self.name());
        let seeds = work.join("empty");
        if work.exists() {
            fs::remove_dir_all(&work).map_err(OutputError::write(&work))?;
        }
        fs::create_dir_all(&seeds).map_err(OutputError::write(&seeds))?;
        let outcome = hunt::hunt(&self.options(&work, seeds), stop, &mut |_| {})?;
        // A stopped trial does not count, unless it was over anyway.
        if stop.load(Ordering::Relaxed) && outcome.detection.is_none() {
            return Ok(None);
        }
        let ended = self.ended(outcome, out, self.number.map(|_| reached(&work).exists()))?;
        fs::remove_dir_all(&work).map_err(OutputError::write(&work))?;
        Ok(Some(ended))
    }

    fn options(&self, work: &Path, seeds: PathBuf) -> HuntOptions {
        let number = self
            .number
            .map(|number| (switch::SELECTED, number.to_string()));
        let reached = (switch::REACHED, reached(work).display().to_string());
        let environment = number.into_iter().chain([reached]);
        HuntOptions {
            target: FuzzTarget::Jit,
            engine: Engine::Coverage,
            assertions: if self.assertions {
                Assertions::On
            } else {
                Assertions::Off
            },
            mutator: self.mode.mutator(),
            bound: HuntBound::Time(self.budget * SLOWNESS + START),
            seed: self.seed,
            jobs: 1,
            out: work.to_owned(),
            corpus: Some(seeds),
            timeout: TIMEOUT,
            rss_limit_mb: RSS_LIMIT_MB,
            qemu: None,
            configs: Vec::new(),
            programs: ProgramSource::Given(self.program.clone()),
            baseline: None,
            environment: environment
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            trial: Some(Trial {
                cpu: self.budget,
                baseline: self.baseline.clone(),
                ends: self.id.is_some(),
            }),
        }
    }

    /// What is said of the trial; the case of a detection is kept.
    fn ended(
        &self,
        outcome: HuntSummary,
        out: &Path,
        reached: Option<bool>,
    ) -> Result<TrialResult, OutputError> {
        let new = outcome.records.iter().filter(|record| !record.known);
        let detection = outcome.detection.filter(|_| self.id.is_some());
        let spent = outcome.stats.cpu_s.unwrap_or(outcome.stats.seconds);
        let seconds = detection.as_ref().map_or(spent, |found| found.cpu_s);
        let case = Path::new("cases").join(format!("{}.case", self.name()));
        if let Some(found) = &detection {
            let path = out.join(&case);
            atomic::write(&path, &found.case).map_err(OutputError::write(path))?;
        }
        Ok(TrialResult {
            key: self.key.clone(),
            id: self.id.clone(),
            mode: self.mode,
            trial: self.trial,
            detected: detection.is_some(),
            seconds: (seconds * 1000.0).round() / 1000.0,
            cases: detection
                .as_ref()
                .map_or(outcome.stats.cases, |found| found.cases),
            oracle: detection
                .as_ref()
                .and_then(|found| Oracle::of_text(&found.key))
                .map(|oracle| oracle.to_string()),
            case: detection.is_some().then_some(case),
            buckets: match self.id {
                None => new.map(|record| record.key.clone()).collect(),
                Some(_) => BTreeSet::new(),
            },
            mistakes: outcome
                .mistakes
                .into_iter()
                .map(|mistake| mistake.what)
                .collect(),
            bucket: detection.map(|found| found.key),
            reached,
        })
    }
}

/// The file that says that the mutated function was executed.
fn reached(work: &Path) -> PathBuf {
    work.join("reached")
}

impl TrialResult {
    /// Seconds to detection; infinite if there was none.
    pub(super) fn time(&self) -> f64 {
        if self.detected {
            self.seconds
        } else {
            f64::INFINITY
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_is_made_anew_when_anything_changes_that_it_depends_on() {
        let mutant = |replace: &str| Mutant {
            id: "A".to_owned(),
            class: "c".to_owned(),
            krate: "k".to_owned(),
            file: "f".to_owned(),
            find: "x".to_owned(),
            replace: replace.to_owned(),
            expected_trigger: "t".to_owned(),
        };
        let (a, b) = (mutant("y"), mutant("z"));
        let key = |base, mutant, mode, seed, seconds| {
            key(base, mutant, mode, seed, Duration::from_secs(seconds))
        };
        let keys = [
            key(("1", false), Some(&a), Mode::Coverage, 1, 60),
            key(("2", false), Some(&a), Mode::Coverage, 1, 60),
            key(("1", true), Some(&a), Mode::Coverage, 1, 60),
            key(("1", false), Some(&b), Mode::Coverage, 1, 60),
            key(("1", false), None, Mode::Coverage, 1, 60),
            key(("1", false), Some(&a), Mode::Random, 1, 60),
            key(("1", false), Some(&a), Mode::Coverage, 2, 60),
            key(("1", false), Some(&a), Mode::Coverage, 1, 61),
        ];
        assert_eq!(BTreeSet::from(keys.clone()).len(), keys.len());
        assert_eq!(keys[0], key(("1", false), Some(&a), Mode::Coverage, 1, 60));
    }
}
