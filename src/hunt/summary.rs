//! What a hunt reports, while it runs and at its end.

use super::build::BuildProgress;
use super::record::Record;
use super::stats::Stats;
use std::path::PathBuf;
use std::time::Duration;

/// Farcall's own fault: a panic, or a death outside of Cranelift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What happened.
    pub what: String,
    /// The input that does it, if there is one.
    pub input: Option<PathBuf>,
}

/// What a hunt came to.
#[derive(Clone, Debug)]
pub struct HuntSummary {
    /// Its numbers.
    pub stats: Stats,
    /// All buckets, worst first.
    pub records: Vec<Record>,
    /// Those that the baseline does not have.
    pub beyond_baseline: Vec<Record>,
    /// How many buckets are new and not known issues.
    pub new: u64,
    /// The progress of a build that the hunt did not wait for.
    pub unready: Option<BuildProgress>,
    /// Farcall's own faults, each kind once.
    pub mistakes: Vec<Mistake>,
    /// A trial's first detection; none if the hunt was no trial.
    pub detection: Option<Detection>,
}

/// The first bucket of a trial that is neither a known issue nor in its baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// Its key.
    pub key: String,
    /// The case, in its stored form.
    pub case: Vec<u8>,
    /// Processor time that workers had used, in seconds.
    pub cpu_s: f64,
    /// Cases that they had checked, this one included.
    pub cases: u64,
}

/// Something to show.
#[derive(Clone, Debug)]
pub enum HuntReport {
    /// The fuzz target is being built; the hunt begins afterwards.
    Building(BuildProgress),
    /// The hunt is on.
    Hunting(Box<HuntProgress>),
    /// One line that the user should know.
    Note(String),
}

/// A look at a running hunt.
#[derive(Clone, Debug, Default)]
pub struct HuntProgress {
    /// Its numbers so far.
    pub stats: Stats,
    /// Buckets that are new and not known issues.
    pub new: u64,
    /// All other buckets.
    pub known: u64,
    /// Time so far.
    pub elapsed: Duration,
    /// The build that goes on meanwhile.
    pub building: Option<BuildProgress>,
}
