//! Errors of applying and proving fixes.

use crate::hunt::{BuildError, OutputError};
use crate::known::IssueError;
use crate::link::ArenaError;
use crate::relink::RelinkError;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why fixes cannot be applied, or not be proven.
#[derive(Debug, Error)]
pub enum FixesError {
    /// There is no such known issue.
    #[error("--only {0}: there is no such known issue; see triage/known")]
    Unknown(String),
    /// A fix does not fit the linked Cranelift.
    #[error("triage/known/{slug}/fix.json: edit {number} does not fit {krate}: {reason}")]
    Unfit {
        /// The issue.
        slug: &'static str,
        /// The number of the edit, counted from 1.
        number: usize,
        /// The crate, with its version.
        krate: String,
        /// Why not.
        reason: String,
    },
    /// Two fixes change the same place.
    #[error(
        "the fixes of {first} and {second} change the same lines of {file}; put what they share \
         into one edit of both"
    )]
    Conflict {
        /// An issue.
        first: &'static str,
        /// Another one, or the same.
        second: &'static str,
        /// The file.
        file: String,
    },
    /// An issue names another one that is not there.
    #[error("triage/known/{slug}/fix.json: `also` has {other}, which is no known issue")]
    Also {
        /// The issue.
        slug: &'static str,
        /// What it names.
        other: String,
    },
    /// A stored case cannot be read.
    #[error("triage/known/{slug}/smallest.case: {reason}")]
    Case {
        /// The issue.
        slug: &'static str,
        /// Why not.
        reason: String,
    },
    /// The packages cannot be found.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A program cannot be built.
    #[error(transparent)]
    Relink(#[from] RelinkError),
    /// A program cannot be kept.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The arena to link in cannot be mapped.
    #[error(transparent)]
    Arena(#[from] ArenaError),
    /// A description is malformed.
    #[error("{0}; correct it, and build farcall again")]
    Known(#[from] &'static IssueError),
    /// A program does not start.
    #[error("cannot run {program}: {source}", program = program.display())]
    Start {
        /// Its path.
        program: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A program did not do what it was asked to.
    #[error("`farcall {command}` of a build with fixes failed: {reason}")]
    Failed {
        /// The arguments.
        command: String,
        /// What it said.
        reason: String,
    },
    /// The switches change something while they are off.
    #[error(
        "with no fix in force, the build with all fixes does otherwise than Farcall with the case \
         of {0}; nothing that it says would count"
    )]
    Differs(String),
    /// The user interrupted it.
    #[error("interrupted; what was built is kept")]
    Interrupted,
}
