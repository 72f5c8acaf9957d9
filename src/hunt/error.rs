//! How a hunt fails.

use super::build::BuildError;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// The hunt itself failed.
#[derive(Debug, Error)]
pub enum HuntError {
    /// The output directory cannot be used.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The fuzz target cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The inputs to start from cannot be used.
    #[error(
        "cannot start from {path}: {reason}; give a directory of inputs with --corpus",
        path = path.display()
    )]
    Corpus {
        /// The directory.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A worker could not be started.
    #[error("cannot start a worker: {0}; try fewer with --jobs")]
    Worker(io::Error),
    /// Workers end without doing anything.
    #[error("workers end before their first case: {0}")]
    Useless(String),
    /// The buckets that are not new cannot be read.
    #[error(
        "cannot compare with {path}: {reason}; --baseline takes the --out of an earlier hunt",
        path = path.display()
    )]
    Baseline {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A hunt of so many cases was stopped.
    #[error("interrupted after {done} of {cases} cases, so what was found is not all")]
    Interrupted {
        /// Cases that were checked.
        done: u64,
        /// Cases that were wanted.
        cases: u64,
    },
}

/// The output directory cannot be used.
#[derive(Debug, Error)]
pub enum OutputError {
    /// It cannot be made or written to.
    #[error(
        "cannot write {path}: {source}; give another directory with --out, or make room",
        path = path.display()
    )]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A worker cannot write.
    #[error("{words}; give another directory with --out, or make room")]
    Worker {
        /// What it said.
        words: String,
    },
    /// Something of an earlier hunt in it cannot be read.
    #[error(
        "cannot read what an earlier hunt left in {path}: {reason}; give another directory with \
         --out",
        path = path.display()
    )]
    Read {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// It is not empty, as a hunt with `--cases` requires.
    #[error(
        "{path} has an earlier hunt in it, and --cases begins with nothing; \
         give another directory with --out",
        path = path.display()
    )]
    Used {
        /// The directory.
        path: PathBuf,
    },
    /// Another hunt writes to it.
    #[error(
        "another hunt is writing to {path}; wait for its end, or give another directory with --out",
        path = path.display()
    )]
    Busy {
        /// The directory.
        path: PathBuf,
    },
}

impl OutputError {
    /// The error for a file that cannot be written, for `map_err`.
    pub(crate) fn write(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> OutputError {
        let path = path.into();
        move |source| OutputError::Write { path, source }
    }
}
