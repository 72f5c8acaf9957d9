//! How long a case takes, stage by stage, compared with the bare compile and link of the same
//! functions.
//!
//! *Problem.* Farcall should add little to the time that Cranelift needs, and nobody should have to
//! guess how much.
//!
//! *Idea.* Each case is measured once all the way and once bare, case after case, in several
//! rounds. Machines are noisy, so the result is the ratio of both sums within one run.
//!
//! *Invariant.* Both sides do the same work: cases that a finding stops before execution are left
//! out.
//!
//! *Limits.* One thread.

mod oracles;
mod speed;
mod stages;

pub use oracles::Cost;
pub use speed::machine_mips;
pub use stages::Stages;

use crate::case::{Case, DistanceGoal};
use crate::generate;
use crate::link::{Arena, ArenaError};
use crate::proc::peak_rss_mb;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// The average number of functions in a case of the benchmark. Cases are chosen so that it holds.
const MEAN_FUNCTIONS: f64 = 10.0;

/// What the benchmark measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Cases measured, each in every round.
    pub cases: usize,
    /// Average number of functions a case.
    pub mean_functions: f64,
    /// The time of an iteration, divided by that of bare `define_function` and
    /// `finalize_definitions` of the same functions.
    pub iteration_ratio: f64,
    /// Iterations a second, on one thread.
    pub cases_per_s: f64,
    /// Functions a second, on one thread.
    pub functions_per_s: f64,
    /// Million simple integer instructions a second in the machine.
    pub machine_mips: f64,
    /// Peak resident memory of this process, in MiB.
    pub peak_rss_mb: u64,
    /// Microseconds a case in each stage, and bare.
    pub stages: Stages,
    /// The cost of each oracle, by its file.
    pub oracles: BTreeMap<&'static str, Cost>,
    /// The time that sampled oracles add to an iteration, divided by that of the bare compile and
    /// link.
    pub sampled_ratio: f64,
}

/// Measures `count` cases in `rounds` rounds.
///
/// # Errors
/// If the arena cannot be mapped.
pub fn run(count: usize, rounds: u32) -> Result<Report, ArenaError> {
    let mut bench = stages::Bench::new(Arena::map(0)?);
    let cases = cases(&mut bench, count);
    let functions: usize = cases.iter().map(|c| c.functions.len()).sum();
    let mut total = Stages::default();
    for _ in 0..rounds {
        for (case, entropy) in cases.iter().zip(0..) {
            total.add(&bench.iteration(case, &draw(entropy)));
        }
    }
    let oracles = oracles::costs(&mut bench, &cases, 1)?;
    let sampled = oracles.values().filter(|cost| cost.one_in > 1);
    let sampled_us: f64 = sampled.map(Cost::mean_us).sum();
    let iterations = cases.len() as u32 * rounds;
    let bare_us = total.bare.as_secs_f64() * 1e6 / f64::from(iterations);
    let seconds = total.iteration().as_secs_f64();
    Ok(Report {
        cases: cases.len(),
        mean_functions: functions as f64 / cases.len() as f64,
        iteration_ratio: seconds / total.bare.as_secs_f64(),
        cases_per_s: f64::from(iterations) / seconds,
        functions_per_s: functions as f64 * f64::from(rounds) / seconds,
        machine_mips: machine_mips(Duration::from_millis(500)),
        peak_rss_mb: peak_rss_mb().unwrap_or(0),
        stages: total.divided_by(iterations),
        oracles,
        sampled_ratio: sampled_us / bare_us,
    })
}

/// Cases that are executed, with [`MEAN_FUNCTIONS`] functions on average.
fn cases(bench: &mut stages::Bench, count: usize) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut functions = 0;
    let mut number = 0;
    while cases.len() < count {
        let mut case = generate::case_from_entropy(&draw(number));
        number += 1;
        let is_near = |goal: &DistanceGoal| !goal.distance.is_far();
        case.placement.goals.retain(is_near);
        case.legalise();
        // Larger cases while the mean is too low, smaller ones while it is too high.
        let wanted = MEAN_FUNCTIONS * (cases.len() as f64);
        let is_large = case.functions.len() as f64 >= MEAN_FUNCTIONS;
        if is_large == (f64::from(functions) <= wanted) && bench.executes(&case) {
            functions += case.functions.len() as i32;
            cases.push(case);
        }
    }
    cases
}

/// The entropy of a case of the benchmark.
fn draw(number: u64) -> Vec<u8> {
    let mut entropy = vec![0; 3000];
    StdRng::seed_from_u64(number).fill_bytes(&mut entropy);
    entropy
}
