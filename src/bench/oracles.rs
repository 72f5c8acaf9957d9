//! The cost of each oracle.

use super::stages::Bench;
use crate::case::Case;
use crate::check::{Checker, Sampled, Sampling};
use crate::link::{Arena, ArenaError};
use crate::opinion::interpreter;
use crate::oracle::metamorphic::VARIATIONS;
use crate::oracle::{self, RULES};
use serde::Serialize;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The cost of an oracle.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cost {
    /// Microseconds a case that it runs on.
    pub us: f64,
    /// It runs for one case in this many.
    pub one_in: u64,
}

impl Cost {
    /// Average microseconds over all cases.
    pub fn mean_us(&self) -> f64 {
        self.us / self.one_in as f64
    }
}

/// Runs every oracle `rounds` times on every case. Work that the machine and the watch do for
/// oracles counts as execution only.
///
/// # Errors
/// If the arena cannot be mapped.
pub(super) fn costs(
    bench: &mut Bench,
    cases: &[Case],
    rounds: u32,
) -> Result<BTreeMap<&'static str, Cost>, ArenaError> {
    let mut total: BTreeMap<&'static str, (Duration, u64)> = BTreeMap::new();
    let mut add = |name, one_in, time: Duration| {
        total.entry(name).or_insert((Duration::ZERO, one_in)).0 += time;
    };
    let mut checker = Checker::with_arena(Arena::map(1)?).sampling(Sampling::None);
    for (number, case) in cases.iter().enumerate() {
        for _ in 0..rounds {
            let sites = Sampled::Sites.one_in();
            bench.with_evidence(case, |image, evidence| {
                add("relocation", 1, time(|| oracle::audit(image)));
                add("site", sites, time(|| oracle::sites(case, image)));
                for (name, rule) in RULES {
                    add(name, 1, time(|| rule(evidence)));
                }
                let asked = time(|| interpreter::judge(case, evidence.expected));
                add("opinion", Sampled::Interpreter.one_in(), asked);
            });
            let metadata = time(|| checker.check_metadata(case));
            add("metadata", Sampled::Metadata.one_in(), metadata);
            let limited = time(|| checker.check_stack_limit(case));
            add("stack_limit", Sampled::StackLimit.one_in(), limited);
            let variation = &VARIATIONS[number % VARIATIONS.len()];
            let varied = time(|| variation.of(case).map(|variant| checker.check(&variant)));
            add("metamorphic", Sampled::Metamorphic.one_in(), varied);
        }
    }
    let runs = cases.len() as f64 * f64::from(rounds);
    let cost = |(name, (time, one_in)): (_, (Duration, u64))| {
        let us = time.as_secs_f64() * 1e6 / runs;
        (name, Cost { us, one_in })
    };
    Ok(total.into_iter().map(cost).collect())
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}
