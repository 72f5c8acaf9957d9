//! Options, and progress reports.

use super::mode::Mode;
use super::trial::TrialResult;
use crate::hunt::BuildProgress;
use std::path::PathBuf;
use std::time::Duration;

/// See [`super::run`].
#[derive(Clone, Debug)]
pub struct MutantsOptions {
    /// The list.
    pub list: PathBuf,
    /// Ids of the mutants to hunt; empty for all.
    pub only: Vec<String>,
    /// Processor time of a trial.
    pub budget: Duration,
    /// How many trials each mutant gets in each mode.
    pub trials: u32,
    /// The modes, at least one; a mutant has to be detected in the first.
    pub modes: Vec<Mode>,
    /// Where entropy starts; trial n adds n to it.
    pub seed: u64,
    /// How many trials run at a time.
    pub jobs: u32,
    /// Whether programs have debug assertions.
    pub assertions: bool,
    /// The directory for everything that is written; a run in it is taken up again.
    pub out: PathBuf,
}

/// A progress report.
#[derive(Clone, Debug)]
pub enum MutantsReport {
    /// A program is being built.
    Building(BuildProgress),
    /// A trial has ended.
    Trial {
        /// The trial.
        ended: Box<TrialResult>,
        /// Trials that are done.
        done: usize,
        /// All trials, baseline included.
        all: usize,
    },
    /// One line that the user should know.
    Note(String),
}
