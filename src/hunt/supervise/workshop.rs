//! The hidden directory of a hunt, `.workers/` in the output directory, through which workers and
//! their supervisor communicate.

use crate::hunt::error::OutputError;
use std::fs;
use std::path::{Path, PathBuf};

/// Names of what lies in it.
#[derive(Clone, Debug)]
pub(super) struct Workshop(PathBuf);

impl Workshop {
    /// Opens it in the output directory `out`, and makes its fixed parts.
    pub(super) fn open(out: &Path) -> Result<Workshop, OutputError> {
        let workshop = Workshop(out.join(".workers"));
        for dir in [workshop.inbox(), workshop.suspects()] {
            fs::create_dir_all(&dir).map_err(OutputError::write(dir))?;
        }
        Ok(workshop)
    }

    /// The directory itself.
    pub(super) fn dir(&self) -> &Path {
        &self.0
    }

    /// Where workers put sightings.
    pub(super) fn inbox(&self) -> PathBuf {
        self.0.join("inbox")
    }

    /// Inputs at which a worker died, and which were not tried again yet.
    pub(super) fn suspects(&self) -> PathBuf {
        self.0.join("suspects")
    }

    /// The coverage map of a build.
    pub(super) fn coverage(&self, assertions: bool) -> PathBuf {
        self.0.join(if assertions {
            "coverage-with-assertions"
        } else {
            "coverage"
        })
    }

    /// The directory of worker `number`.
    pub(super) fn worker(&self, number: u32) -> PathBuf {
        self.0.join(format!("worker-{number}"))
    }

    /// The directories of the workers that an earlier hunt left.
    pub(super) fn left_workers(&self) -> Result<Vec<PathBuf>, OutputError> {
        let unreadable = OutputError::write(&self.0);
        let entries = fs::read_dir(&self.0).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let paths = entries
            .map_err(unreadable)?
            .into_iter()
            .map(|entry| entry.path());
        let is_worker = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy());
            name.is_some_and(|name| name.starts_with("worker-"))
        };
        let mut workers: Vec<PathBuf> = paths.filter(is_worker).collect();
        workers.sort();
        Ok(workers)
    }
}
