//! Inputs at which a worker died.
//!
//! Such an input is tried once more, alone in a new process, before it is reported: something else
//! may have killed the worker. Until then it lies in a file, so that it is tried even if the
//! supervisor dies meanwhile.

use crate::atomic;
use crate::hunt::error::OutputError;
use crate::hunt::worker::{Page, Phase, name_of};
use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

/// An input to be tried again.
#[derive(Clone, Debug)]
pub(super) struct Suspect {
    /// Where it lies until then.
    pub(super) file: PathBuf,
    /// Whether the build of the dead worker had debug assertions.
    pub(super) assertions: bool,
    /// The number of its case, if it has one.
    pub(super) number: Option<u64>,
    /// Whether an earlier hunt left it.
    pub(super) was_left: bool,
}

/// Ends of the files' names.
const ENDINGS: [(&str, bool); 2] = [("with-assertions", true), ("without-assertions", false)];

impl Suspect {
    /// The input that a dead worker was at; none if it was at none.
    pub(super) fn of(page: &Page, dir: &Path) -> Result<Option<Suspect>, OutputError> {
        if page.phase() == Phase::Between {
            return Ok(None);
        }
        let assertions = page.assertions();
        let ending = ENDINGS.iter().find(|ending| ending.1 == assertions);
        let (ending, _) = ending.expect("both are there");
        let input = page.input();
        let file = dir.join(format!("{}.{ending}", name_of(&input)));
        atomic::write(&file, &input).map_err(OutputError::write(&file))?;
        Ok(Some(Suspect {
            file,
            assertions,
            number: page.number(),
            was_left: false,
        }))
    }

    /// Those that an earlier hunt left in `dir`.
    pub(super) fn left(dir: &Path) -> Result<VecDeque<Suspect>, OutputError> {
        let entries = fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = entries.map_err(OutputError::write(dir))?;
        let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        files.sort();
        let suspect = |file: PathBuf| {
            let ending = file.extension()?.to_str()?;
            let &(_, assertions) = ENDINGS.iter().find(|known| known.0 == ending)?;
            Some(Suspect {
                file,
                assertions,
                number: None,
                was_left: true,
            })
        };
        Ok(files.into_iter().filter_map(suspect).collect())
    }

    /// Removes it: it was tried, and its outcome is recorded.
    pub(super) fn forget(self) -> Result<(), OutputError> {
        fs::remove_file(&self.file).map_err(OutputError::write(self.file))
    }
}
