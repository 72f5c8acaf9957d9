//! What an earlier hunt left when it was killed.

use super::pool::{CorpusShare, Pool};
use super::suspect::Suspect;
use super::workshop::Workshop;
use crate::hunt::error::OutputError;
use crate::hunt::worker::Page;
use std::fs;

/// Recovers the inputs that workers were at, and the units that only they had.
pub(super) fn take_over(workshop: &Workshop, pool: &mut Pool) -> Result<(), OutputError> {
    for dir in workshop.left_workers()? {
        // A worker that was killed before it had a page was at no input.
        if let Ok(page) = Page::open(&dir.join("page")) {
            Suspect::of(&page, &workshop.suspects())?;
        }
        let corpus = dir.join("corpus");
        if corpus.is_dir() {
            pool.take(&mut CorpusShare::left(corpus), &dir.join("unit.partial"))?;
        }
        fs::remove_dir_all(&dir).map_err(OutputError::write(&dir))?;
    }
    for assertions in [false, true] {
        let map = workshop.coverage(assertions);
        if map.exists() {
            fs::remove_file(&map).map_err(OutputError::write(map))?;
        }
    }
    Ok(())
}
