//! All trials of a run, and their summary.

use super::curve;
use super::digest;
use super::error::MutantsError;
use super::journal::Journal;
use super::list::Mutant;
use super::mode::Mode;
use super::options::{MutantsOptions, MutantsReport};
use super::plant::{Plants, in_program};
use super::pool;
use super::programs::{Program, Programs};
use super::summary::{self, Builds, MutantResult, MutantsSummary};
use super::trial::{self, Task, TrialResult};
use crate::atomic;
use crate::hunt::{BuildError, BuildProgress, OutputError};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::sync::atomic::{AtomicBool, Ordering};

/// Passes on the progress of a build.
pub(super) fn look(show: &mut dyn FnMut(MutantsReport)) -> impl FnMut(&BuildProgress) {
    |progress| show(MutantsReport::Building(progress.clone()))
}

/// Everything that trials need.
pub(super) struct MutantsBench<'b> {
    pub(super) options: &'b MutantsOptions,
    pub(super) mutants: Vec<Mutant>,
    pub(super) selected: Vec<usize>,
    pub(super) plants: Plants,
    pub(super) programs: Programs<'b>,
    pub(super) builds: Builds,
    pub(super) shared: Program,
    pub(super) in_shared: BTreeSet<usize>,
    pub(super) own: BTreeMap<usize, Program>,
    pub(super) journal: Journal,
    pub(super) baseline: BTreeSet<String>,
    pub(super) cranelift: String,
    pub(super) verified: usize,
    pub(super) stop: &'b AtomicBool,
    /// The lock on the output directory, held while this lives.
    pub(super) _lock: File,
}

impl MutantsBench<'_> {
    /// Verifies that the switches change nothing while they are off. Skips this if it was verified
    /// before, unless `again` is set.
    pub(super) fn verify(
        &self,
        again: bool,
        show: &mut dyn FnMut(MutantsReport),
    ) -> Result<usize, MutantsError> {
        if self.shared.is_verified() && !again {
            return Ok(digest::CASES);
        }
        show(MutantsReport::Note(format!(
            "comparing what the shared build compiles with what Farcall does, over {} cases",
            digest::CASES
        )));
        let cases = digest::compare(&self.shared.path)?;
        self.shared.verified()?;
        Ok(cases)
    }

    /// Builds the programs of the selected mutants that need their own.
    pub(super) fn build_own(
        &mut self,
        show: &mut dyn FnMut(MutantsReport),
    ) -> Result<(), MutantsError> {
        let own = self
            .selected
            .iter()
            .filter(|number| !self.in_shared.contains(number));
        for &number in own {
            let id = &self.mutants[number].id;
            show(MutantsReport::Note(format!(
                "mutant {id} has a build of its own"
            )));
            let overlay = self.plants.own(number);
            let made = self
                .programs
                .make(&self.plants.crates, &overlay, &mut look(show));
            let program = made.map_err(|error| match error {
                MutantsError::Build(source @ BuildError::Failed { .. }) => MutantsError::OwnBuild {
                    id: id.clone(),
                    source,
                },
                other => other,
            })?;
            self.builds.own_s.insert(id.clone(), program.seconds);
            self.own.insert(number, program);
        }
        Ok(())
    }

    /// Runs all trials that have not ended yet: first those without a mutant, then the others, each
    /// mutant once before any is hunted again.
    pub(super) fn hunt(&mut self, show: &mut dyn FnMut(MutantsReport)) -> Result<(), MutantsError> {
        let modes = self.options.modes.clone();
        let baseline = self.tasks(&modes, &[None]);
        let mutants: Vec<Option<usize>> = self.selected.iter().map(|&n| Some(n)).collect();
        let all = baseline.len() + self.tasks(&modes, &mutants).len();
        let mut done = 0;
        self.run_missing(baseline, &mut done, all, show)?;
        // Earlier runs may have hunted in other modes. What they found counts as well.
        let ended = self.tasks(&Mode::ALL, &[None]).into_iter();
        let ended = ended.filter_map(|task| self.journal.get(&task.key));
        self.baseline = ended.flat_map(|ended| ended.buckets.clone()).collect();
        if !self.baseline.is_empty() {
            let buckets: Vec<&str> = self.baseline.iter().map(String::as_str).collect();
            show(MutantsReport::Note(format!(
                "found with no mutant in force, so it does not count here, and is to be looked \
                 at: {}",
                buckets.join(", ")
            )));
        }
        let tasks = self.tasks(&modes, &mutants);
        self.run_missing(tasks, &mut done, all, show)
    }

    fn run_missing(
        &mut self,
        mut tasks: Vec<Task>,
        done: &mut usize,
        all: usize,
        show: &mut dyn FnMut(MutantsReport),
    ) -> Result<(), MutantsError> {
        // A recorded trial counts, unless the baseline has found its bucket since.
        let before = tasks.len();
        tasks.retain(|task| self.ended(&task.key).is_none());
        *done += before - tasks.len();
        let MutantsOptions { jobs, out, .. } = self.options;
        let journal = &mut self.journal;
        pool::run(tasks, *jobs, out, self.stop, &mut |ended| {
            *done += 1;
            show(MutantsReport::Trial {
                ended: Box::new(ended.clone()),
                done: *done,
                all,
            });
            journal.add(ended)
        })?;
        if self.stop.load(Ordering::Relaxed) && *done < all {
            Err(MutantsError::Interrupted {
                done: *done,
                all,
                path: self.journal.path().to_owned(),
            })
        } else {
            Ok(())
        }
    }

    /// A finished trial whose bucket the baseline has not found.
    fn ended(&self, key: &str) -> Option<&TrialResult> {
        let counts = |bucket: &String| !self.baseline.contains(bucket);
        let ended = self.journal.get(key)?;
        ended.bucket.as_ref().is_none_or(counts).then_some(ended)
    }

    /// All trials of the mutants, in the order in which they run.
    fn tasks(&self, modes: &[Mode], mutants: &[Option<usize>]) -> Vec<Task> {
        let mut tasks = Vec::new();
        for trial in 1..=self.options.trials {
            for &number in mutants {
                tasks.extend(modes.iter().map(|&mode| self.task(number, mode, trial)));
            }
        }
        tasks
    }

    fn task(&self, number: Option<usize>, mode: Mode, trial: u32) -> Task {
        let options = self.options;
        let own = number.and_then(|number| self.own.get(&number));
        let entry = number.map(|number| &self.mutants[number]);
        let seed = options.seed + u64::from(trial);
        let base = (self.programs.base.as_str(), own.is_some());
        Task {
            key: trial::key(base, entry, mode, seed, options.budget),
            id: entry.map(|mutant| mutant.id.clone()),
            number: number.filter(|_| own.is_none()).map(in_program),
            program: own.unwrap_or(&self.shared).path.clone(),
            mode,
            trial,
            seed,
            assertions: options.assertions,
            budget: options.budget,
            baseline: self.baseline.clone(),
        }
    }

    /// The requested modes, and those of trials that an earlier run left.
    fn modes_with_trials(&self) -> Vec<Mode> {
        let mut modes = self.options.modes.clone();
        let mutants: Vec<Option<usize>> = self.selected.iter().map(|&n| Some(n)).collect();
        let left = Mode::ALL.into_iter().filter(|mode| {
            let tasks = self.tasks(&[*mode], &mutants);
            !modes.contains(mode) && tasks.iter().any(|task| self.ended(&task.key).is_some())
        });
        let left: Vec<Mode> = left.collect();
        modes.extend(left);
        modes
    }

    /// Writes the summary and the curve.
    pub(super) fn finish(&self) -> Result<MutantsSummary, OutputError> {
        let summary = self.summary();
        let mut text = serde_json::to_string_pretty(&summary).expect("summaries are plain data");
        text.push('\n');
        self.write("mutants.json", &text)?;
        let times = summary::times(&summary.results, &self.modes_with_trials());
        self.write("curve.svg", &curve::svg(&times, summary.budget_s))?;
        let work = self.options.out.join("work");
        if work.exists() {
            fs::remove_dir_all(&work).map_err(OutputError::write(work))?;
        }
        Ok(summary)
    }

    fn summary(&self) -> MutantsSummary {
        let modes = self.modes_with_trials();
        let outcome = |&number: &usize| {
            let Mutant { id, class, .. } = &self.mutants[number];
            let tasks = self.tasks(&modes, &[Some(number)]).into_iter();
            let trials = tasks.filter_map(|task| self.ended(&task.key).cloned());
            let shared = self.in_shared.contains(&number);
            MutantResult::of((id, class), shared, &modes, trials.collect())
        };
        let results: Vec<MutantResult> = self.selected.iter().map(outcome).collect();
        let options = self.options;
        MutantsSummary {
            list: options.list.clone(),
            cranelift: self.cranelift.clone(),
            assertions: options.assertions,
            budget_s: options.budget.as_secs_f64(),
            trials: options.trials,
            seed: options.seed,
            builds: self.builds.clone(),
            verified_cases: self.verified,
            baseline: self.baseline.clone(),
            modes: summary::totals(&results, &modes),
            comparison: summary::compare(&results, &modes),
            results,
        }
    }

    fn write(&self, name: &str, text: &str) -> Result<(), OutputError> {
        let path = self.options.out.join(name);
        atomic::write(&path, text.as_bytes()).map_err(OutputError::write(path))
    }
}
