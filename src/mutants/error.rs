//! What can go wrong with mutants.

use super::list::ListError;
use crate::hunt::{BuildError, HuntError, OutputError};
use crate::link::ArenaError;
use std::path::PathBuf;
use thiserror::Error;

/// Mutants could not be hunted.
#[derive(Debug, Error)]
pub enum MutantsError {
    /// The list cannot be read.
    #[error("cannot read {path}: {reason}", path = path.display())]
    Unreadable {
        /// The list.
        path: PathBuf,
        /// What the system said.
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
    /// Something cannot be written or read.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The build that mutants share failed, or what it needs is not there.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The build of one mutant failed.
    #[error("mutant {id}: {source}")]
    OwnBuild {
        /// The mutant.
        id: String,
        /// What is wrong.
        source: BuildError,
    },
    /// Code depends on the switch between mutants.
    #[error(
        "with no mutant in force, the shared build compiles case {case} to other code than \
         Farcall itself does; its trials would mean nothing"
    )]
    Differs {
        /// The first such case.
        case: usize,
    },
    /// The shared build does not answer.
    #[error("the shared build does not say what code it compiles to: {0}")]
    NoDigests(String),
    /// There is no address space to link in.
    #[error(transparent)]
    Arena(#[from] ArenaError),
    /// A hunt failed.
    #[error("{what}: {source}")]
    Trial {
        /// Which.
        what: String,
        /// What is wrong.
        source: HuntError,
    },
    /// The user stopped it.
    #[error(
        "interrupted after {done} of {all} trials, which are in {path}; the same command goes on \
         from there",
        path = path.display()
    )]
    Interrupted {
        /// Trials that are done.
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
