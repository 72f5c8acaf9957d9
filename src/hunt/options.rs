//! What a hunt is asked for.

use crate::qemu::Qemu;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// See [`super::hunt`].
#[derive(Clone, Debug)]
pub struct HuntOptions {
    /// What to hunt in.
    pub target: FuzzTarget,
    /// What finds the next case.
    pub engine: Engine,
    /// Which builds of the fuzz target take part; [`Engine::Random`] ignores it.
    pub assertions: Assertions,
    /// How libFuzzer mutates inputs; [`Engine::Random`] ignores it.
    pub mutator: MutatorChoice,
    /// When the hunt is over.
    pub bound: HuntBound,
    /// Where entropy starts.
    pub seed: u64,
    /// How many workers, at least one.
    pub jobs: u32,
    /// The directory for everything that is written.
    pub out: PathBuf,
    /// A directory of inputs to start from, which is only read.
    pub corpus: Option<PathBuf>,
    /// How long one step of a case may take in a worker.
    pub timeout: Duration,
    /// How much memory a worker may hold, in MiB.
    pub rss_limit_mb: u64,
    /// The QEMU that confirms new findings, if there is one.
    pub qemu: Option<Qemu>,
    /// Values of Cargo's `--config`, for building the fuzz target.
    pub configs: Vec<String>,
    /// What workers run.
    pub programs: ProgramSource,
    /// An output directory whose buckets do not count as new.
    pub baseline: Option<PathBuf>,
    /// Set in the environment of workers.
    pub environment: Vec<(String, String)>,
    /// Makes the hunt a trial; [`Engine::Random`] ignores it.
    pub trial: Option<Trial>,
}

/// When a hunt ends, counted from its first case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HuntBound {
    /// After this time.
    Time(Duration),
    /// After so many cases, for [`Engine::Random`]: those with the lowest numbers. The buckets,
    /// their counts, and the first case of each depend on the seed and the number of cases alone.
    Cases(u64),
}

/// What workers run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramSource {
    /// This fuzz target, as it is.
    Given(PathBuf),
    /// At first this program, whose `main` calls [`plain_worker`](super::worker::plain_worker).
    /// With [`Engine::Coverage`], the fuzz target as soon as it is built.
    Plain(PathBuf),
    /// The fuzz target, which is built before the hunt begins.
    Built,
}

/// A hunt that measures hunting: nothing is shrunk or confirmed, and time is processor time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The processor time that workers may use.
    pub cpu: Duration,
    /// Buckets that do not count as detected.
    pub baseline: BTreeSet<String>,
    /// Whether the first detection ends it.
    pub ends: bool,
}

/// A fuzz target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FuzzTarget {
    /// Modules linked by cranelift-jit.
    Jit,
}

/// What finds the next case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// libFuzzer, guided by Cranelift's coverage, as soon as it is built; until then as `random`.
    Coverage,
    /// Every case is generated anew; needs no build.
    Random,
}

/// Which builds of the fuzz target take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Assertions {
    /// Those with debug assertions.
    On,
    /// Those without.
    Off,
    /// Every other worker has them.
    Both,
}

/// What libFuzzer changes inputs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
pub enum MutatorChoice {
    /// Farcall's mutators of cases, and sometimes libFuzzer's byte mutator.
    Typed,
    /// libFuzzer's mutators of bytes alone.
    Bytes,
    /// None: every input is generated anew. Coverage is measured, but guides nothing.
    None,
}

impl FuzzTarget {
    /// The name of the fuzz target, and of its directory under `corpus/`.
    pub fn name(self) -> &'static str {
        match self {
            FuzzTarget::Jit => "jit",
        }
    }
}

impl HuntOptions {
    /// The number of cases, if that is the bound.
    pub(super) fn cases(&self) -> Option<u64> {
        match self.bound {
            HuntBound::Time(_) => None,
            HuntBound::Cases(cases) => Some(cases),
        }
    }

    /// Whether worker `number` wants the fuzz target with debug assertions.
    pub(super) fn asserts(&self, number: u32) -> bool {
        match self.assertions {
            Assertions::On => true,
            Assertions::Off => false,
            Assertions::Both => number % 2 == 1,
        }
    }
}

/// Parses `90s`, `15m`, `8h` or `2d`; a number without a unit is seconds.
///
/// # Errors
/// Says what a duration looks like.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no duration; write 90s, 15m, 8h or 2d");
    let (number, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(at) => text.split_at(at),
        None => (text, "s"),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let total = number.checked_mul(seconds).filter(|&total| total > 0);
    total.map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        assert_eq!(parse_duration("60s"), Ok(Duration::from_secs(60)));
        assert_eq!(parse_duration("45"), Ok(Duration::from_secs(45)));
        assert_eq!(parse_duration("8h"), Ok(Duration::from_secs(8 * 3600)));
    }

    #[test]
    fn nonsense_is_no_duration() {
        for text in [
            "banana",
            "",
            "s",
            "-1s",
            "0s",
            "1w",
            "99999999999999999999d",
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
