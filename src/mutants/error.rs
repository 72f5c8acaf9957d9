//! Errors of hunting mutants.

use super::list::ListError;
use crate::hunt::{BuildError, HuntError, OutputError};
use crate::link::ArenaError;
use std::path::PathBuf;
use thiserror::Error;

/// Why mutants could not be hunted.
#[derive(Debug, Error)]
pub enum MutantsError {
    /// The list cannot be read.
    #[error("cannot read {path}: {reason}", path = path.display())]
    Unreadable {
        /// The list.
        path: PathBuf,
        /// The system's error.
        reason: String,
    },
    /// The list cannot be used.
    #[error("{path}: {reason}", path = path.display())]
    List {
        /// The list.
        path: PathBuf,
        /// What is wrong with it.
        reason: Box<ListError>,
    },
    /// A file cannot be written or read.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The shared build failed, or what it needs is missing.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The separate build of one mutant failed.
    #[error("mutant {id}: {source}")]
    OwnBuild {
        /// The mutant.
        id: String,
        /// The error.
        source: BuildError,
    },
    /// The switch between mutants changes the compiled code.
    #[error(
        "with no mutant in force, the shared build compiles case {case} to other code than \
         Farcall itself does; its trials would mean nothing"
    )]
    Differs {
        /// The first such case.
        case: usize,
    },
    /// The shared build printed no digests.
    #[error("the shared build does not say what code it compiles to: {0}")]
    NoDigests(String),
    /// The arena to link in cannot be mapped.
    #[error(transparent)]
    Arena(#[from] ArenaError),
    /// A hunt failed.
    #[error("{what}: {source}")]
    Trial {
        /// The trial.
        what: String,
        /// The error.
        source: HuntError,
    },
    /// The user interrupted the run.
    #[error(
        "interrupted after {done} of {all} trials, which are in {path}; the same command goes on \
         from there",
        path = path.display()
    )]
    Interrupted {
        /// Finished trials.
        done: usize,
        /// All trials.
        all: usize,
        /// The journal.
        path: PathBuf,
    },
    /// A thread panicked.
    #[error("a trial's thread panicked, which is a bug in Farcall")]
    Lost,
}
