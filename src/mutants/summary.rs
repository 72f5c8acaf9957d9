//! The summary of all trials: `mutants.json`.

use super::mode::Mode;
use super::stats::{self, Comparison};
use super::trial::TrialResult;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::slice;

/// The contents of `mutants.json`.
#[derive(Clone, Debug, Serialize)]
pub struct MutantsSummary {
    /// The list.
    pub list: PathBuf,
    /// The version of cranelift-codegen.
    pub cranelift: String,
    /// Whether programs had debug assertions.
    pub assertions: bool,
    /// Processor time of a trial, in seconds.
    pub budget_s: f64,
    /// Trials of a mutant in a mode.
    pub trials: u32,
    /// The seed of the first trial, minus one.
    pub seed: u64,
    /// The builds.
    pub builds: Builds,
    /// Cases for which the shared build, with no mutant in force, was verified to compile as
    /// Farcall does.
    pub verified_cases: usize,
    /// New buckets without any mutant, which do not count.
    pub baseline: BTreeSet<String>,
    /// All trials of each mode together.
    pub modes: BTreeMap<Mode, Total>,
    /// Each mutant.
    pub results: Vec<MutantResult>,
    /// Each pair of modes: first over all trials, then mutant by mutant.
    pub comparison: Vec<Pair>,
}

/// What was built.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Builds {
    /// Mutants in the shared build.
    pub shared: usize,
    /// How long it took, in seconds; `None` if it was cached.
    pub shared_s: Option<f64>,
    /// Mutants with a build of their own, and how long those took.
    pub own_s: BTreeMap<String, Option<f64>>,
}

/// All trials of a mode, or those of one mutant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Total {
    /// Mutants that every trial detected.
    pub mutants: usize,
    /// Trials with a detection.
    pub detected: usize,
    /// Trials.
    pub trials: usize,
    /// Median of the processor time to detection, in seconds; `None` if at least half of the trials
    /// end without one.
    pub median_s: Option<f64>,
    /// 90th percentile.
    pub p90_s: Option<f64>,
}

/// A mutant.
#[derive(Clone, Debug, Serialize)]
pub struct MutantResult {
    /// Its id.
    pub id: String,
    /// Its class.
    pub class: String,
    /// Whether every trial of the first mode detected it.
    pub detected: bool,
    /// Median of the processor time to detection in the first mode, in seconds; `None` if at least
    /// half of the trials end without one.
    pub seconds: Option<f64>,
    /// The oracle of the first detection.
    pub oracle: Option<String>,
    /// Its bucket.
    pub bucket: Option<String>,
    /// Whether the mutated function was executed in any trial; `None` if unknown.
    pub reached: Option<bool>,
    /// Median of the cases of a trial in the first mode.
    pub cases: Option<f64>,
    /// Whether it shares its build.
    pub shared: bool,
    /// The trials of each mode together.
    pub modes: BTreeMap<Mode, Total>,
    /// Every trial.
    pub trials: Vec<TrialResult>,
}

/// Two modes, compared by their times to detection.
#[derive(Clone, Debug, Serialize)]
pub struct Pair {
    /// The first mode.
    pub first: Mode,
    /// The second mode.
    pub second: Mode,
    /// The mutant; `None` for all trials of all mutants.
    pub id: Option<String>,
    /// The numbers.
    #[serde(flatten)]
    pub comparison: Comparison,
}

impl MutantResult {
    /// The summary of a mutant's trials. The first mode of `modes` is decisive.
    pub(super) fn of(
        (id, class): (&str, &str),
        shared: bool,
        modes: &[Mode],
        trials: Vec<TrialResult>,
    ) -> MutantResult {
        let of_mode = |mode: Mode| trials.iter().filter(move |trial| trial.mode == mode);
        let total = |&mode: &Mode| (mode, Total::of(&[of_mode(mode).collect()]));
        let totals: BTreeMap<Mode, Total> = modes.iter().map(total).collect();
        let first = modes.first().and_then(|mode| totals.get(mode));
        let cases = modes.iter().take(1).flat_map(|&mode| of_mode(mode));
        let cases: Vec<f64> = cases.map(|trial| trial.cases as f64).collect();
        let detection = trials.iter().find(|trial| trial.detected);
        MutantResult {
            id: id.to_owned(),
            class: class.to_owned(),
            detected: first.is_some_and(|total| total.mutants == 1),
            seconds: first.and_then(|total| total.median_s),
            oracle: detection.and_then(|trial| trial.oracle.clone()),
            bucket: detection.and_then(|trial| trial.bucket.clone()),
            reached: trials
                .iter()
                .filter_map(|trial| trial.reached)
                .reduce(|a, b| a | b),
            cases: stats::quantile(&cases, 0.5),
            shared,
            modes: totals,
            trials,
        }
    }
}

impl Total {
    /// The totals of the trials of some mutants.
    pub(super) fn of(mutants: &[Vec<&TrialResult>]) -> Total {
        let all = mutants.concat();
        let times: Vec<f64> = all.iter().map(|trial| trial.time()).collect();
        let rounded = |time: f64| (time * 1000.0).round() / 1000.0;
        let whole =
            |trials: &&Vec<&TrialResult>| !trials.is_empty() && trials.iter().all(|t| t.detected);
        Total {
            mutants: mutants.iter().filter(whole).count(),
            detected: all.iter().filter(|trial| trial.detected).count(),
            trials: all.len(),
            median_s: stats::quantile(&times, 0.5).map(rounded),
            p90_s: stats::quantile(&times, 0.9).map(rounded),
        }
    }
}

/// The times of each mode, over all mutants, for a curve.
pub(super) fn times(results: &[MutantResult], modes: &[Mode]) -> Vec<(Mode, Vec<f64>)> {
    let trials = |mode| results.iter().flat_map(move |result| of_mode(result, mode));
    let times = |&mode: &Mode| (mode, trials(mode).map(TrialResult::time).collect());
    modes.iter().map(times).collect()
}

/// The totals of each mode.
pub(super) fn totals(results: &[MutantResult], modes: &[Mode]) -> BTreeMap<Mode, Total> {
    let trials = |mode| {
        results
            .iter()
            .map(move |result| of_mode(result, mode).collect())
    };
    let total = |&mode: &Mode| (mode, Total::of(&trials(mode).collect::<Vec<_>>()));
    modes.iter().map(total).collect()
}

/// Compares each mode with each later one: over all trials first, then mutant by mutant.
pub(super) fn compare(results: &[MutantResult], modes: &[Mode]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (index, &first) in modes.iter().enumerate() {
        for &second in &modes[index + 1..] {
            let mut add = |id: Option<&str>, results: &[MutantResult]| {
                let times = |mode| -> Vec<f64> {
                    let trials = results.iter().flat_map(|result| of_mode(result, mode));
                    trials.map(TrialResult::time).collect()
                };
                let (a, b) = (times(first), times(second));
                if !a.is_empty() && !b.is_empty() {
                    pairs.push(Pair {
                        first,
                        second,
                        id: id.map(str::to_owned),
                        comparison: stats::compare(&a, &b),
                    });
                }
            };
            add(None, results);
            for result in results {
                add(Some(&result.id), slice::from_ref(result));
            }
        }
    }
    pairs
}

fn of_mode(result: &MutantResult, mode: Mode) -> impl Iterator<Item = &TrialResult> {
    result.trials.iter().filter(move |trial| trial.mode == mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(mode: Mode, trial: u32, seconds: Option<f64>) -> TrialResult {
        TrialResult {
            key: String::new(),
            id: Some("A".to_owned()),
            mode,
            trial,
            detected: seconds.is_some(),
            seconds: seconds.unwrap_or(60.0),
            cases: 10,
            oracle: seconds.map(|_| "value".to_owned()),
            bucket: seconds.map(|_| format!("value/{trial}")),
            reached: Some(seconds.is_some()),
            case: None,
            buckets: BTreeSet::new(),
            mistakes: Vec::new(),
        }
    }

    #[test]
    fn a_mutant_is_detected_if_every_trial_of_the_first_mode_does() {
        let modes = [Mode::Random, Mode::Coverage];
        let trials = vec![
            trial(Mode::Coverage, 1, Some(1.0)),
            trial(Mode::Random, 1, None),
            trial(Mode::Coverage, 2, Some(3.0)),
            trial(Mode::Random, 2, Some(9.0)),
        ];
        let outcome = |modes: &[Mode]| MutantResult::of(("A", "c"), true, modes, trials.clone());
        let first = outcome(&modes);
        assert_eq!((first.detected, first.seconds), (false, None));
        assert_eq!(
            (first.reached, first.bucket.as_deref()),
            (Some(true), Some("value/1"))
        );
        let other = outcome(&[Mode::Coverage, Mode::Random]);
        assert_eq!(
            (other.detected, other.seconds, other.cases),
            (true, Some(2.0), Some(10.0))
        );

        let totals = totals(slice::from_ref(&first), &modes);
        assert_eq!(
            (
                totals[&Mode::Random].mutants,
                totals[&Mode::Random].detected
            ),
            (0, 1)
        );
        assert_eq!(
            (
                totals[&Mode::Coverage].mutants,
                totals[&Mode::Coverage].trials
            ),
            (1, 2)
        );
        let pairs = compare(&[first], &modes);
        let ids: Vec<_> = pairs.iter().map(|pair| pair.id.as_deref()).collect();
        assert_eq!(ids, [None, Some("A")]);
        // Random is faster in none of the four pairs.
        assert_eq!(pairs[0].comparison.a12, 0.0);
    }
}
