//! The corpus that all workers share: `corpus/` in the output directory.
//!
//! libFuzzer writes a unit in place, so a unit may be half-written when its worker is killed, or
//! when the disk is full. So each worker has a directory of its own. A unit from there enters the
//! pool only if its name is the SHA-1 of its bytes. From the pool it goes to the other workers,
//! whose libFuzzer rereads its directory from time to time.

use crate::atomic;
use crate::hunt::error::OutputError;
use crate::hunt::worker::{MAX_INPUT, name_of};
use rustc_hash::FxHashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The names of the inputs in a directory.
type UnitNames = FxHashSet<String>;

/// The shared corpus.
#[derive(Debug)]
pub(super) struct Pool {
    dir: PathBuf,
    /// In the order in which they came.
    names: Vec<String>,
    known: UnitNames,
}

/// A worker's share of the corpus.
#[derive(Debug)]
pub(super) struct CorpusShare {
    dir: PathBuf,
    /// The units that it has, or will read by itself.
    has: UnitNames,
    /// How many units of the pool it was offered.
    offered: usize,
}

impl Pool {
    /// The pool in `dir`, which is made if need be.
    pub(super) fn open(dir: PathBuf) -> Result<Pool, OutputError> {
        let known = fs::create_dir_all(&dir).and_then(|()| names(&dir));
        let known = known.map_err(OutputError::write(&dir))?;
        let mut names: Vec<String> = known.iter().cloned().collect();
        names.sort();
        Ok(Pool { dir, names, known })
    }

    /// Where it is.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// How many inputs it has.
    pub(super) fn len(&self) -> u64 {
        self.names.len() as u64
    }

    /// Takes the new, whole units of a share. `partial` is a temporary file.
    pub(super) fn take(
        &mut self,
        share: &mut CorpusShare,
        partial: &Path,
    ) -> Result<(), OutputError> {
        for name in names(&share.dir).map_err(OutputError::write(&share.dir))? {
            if share.has.contains(&name) || self.known.contains(&name) {
                continue;
            }
            // The worker may have replaced the unit meanwhile, or not finished it.
            let Some(unit) = read_whole(&share.dir.join(&name), &name) else {
                continue;
            };
            share.has.insert(name.clone());
            self.write(name, &unit, partial)?;
        }
        Ok(())
    }

    /// Adds an input that no share has, unless it is too long. `partial` is a temporary file.
    pub(super) fn add(&mut self, unit: &[u8], partial: &Path) -> Result<(), OutputError> {
        let name = name_of(unit);
        if unit.len() <= MAX_INPUT && !self.known.contains(&name) {
            self.write(name, unit, partial)?;
        }
        Ok(())
    }

    fn write(&mut self, name: String, unit: &[u8], partial: &Path) -> Result<(), OutputError> {
        let path = self.dir.join(&name);
        atomic::write_by_way_of(partial, &path, unit).map_err(OutputError::write(path))?;
        self.known.insert(name.clone());
        self.names.push(name);
        Ok(())
    }

    /// Gives a share the units that came since the last time.
    pub(super) fn give(&self, share: &mut CorpusShare, partial: &Path) -> Result<(), OutputError> {
        for name in &self.names[share.offered..] {
            if !share.has.insert(name.clone()) {
                continue;
            }
            let unit = fs::read(self.dir.join(name)).map_err(OutputError::write(&self.dir))?;
            let path = share.dir.join(name);
            atomic::write_by_way_of(partial, &path, &unit).map_err(OutputError::write(path))?;
        }
        share.offered = self.names.len();
        Ok(())
    }
}

impl CorpusShare {
    /// The directory `dir`, which is made if need be, of a worker that is about to start and will
    /// read all of the pool.
    pub(super) fn open(dir: PathBuf, pool: &Pool) -> Result<CorpusShare, OutputError> {
        fs::create_dir_all(&dir).map_err(OutputError::write(&dir))?;
        Ok(CorpusShare {
            dir,
            has: pool.known.clone(),
            offered: pool.names.len(),
        })
    }

    /// A directory that an earlier hunt left, and of which everything may be new.
    pub(super) fn left(dir: PathBuf) -> CorpusShare {
        CorpusShare {
            dir,
            has: UnitNames::default(),
            offered: 0,
        }
    }

    /// Where it is.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }
}

fn names(dir: &Path) -> io::Result<UnitNames> {
    let entries = fs::read_dir(dir)?.collect::<Result<Vec<_>, _>>()?;
    let names = entries.into_iter().map(|entry| entry.file_name());
    Ok(names.filter_map(|name| name.into_string().ok()).collect())
}

/// The bytes of a file, if its name is their SHA-1.
fn read_whole(path: &Path, name: &str) -> Option<Vec<u8>> {
    let unit = fs::read(path).ok().filter(|unit| unit.len() <= MAX_INPUT)?;
    (name_of(&unit) == name).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const HELLO: &str = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";

    #[test]
    fn whole_units_reach_everybody_and_others_nobody() {
        let out = TempDir::new().expect("a temporary directory");
        let (partial, path) = (out.path().join("partial"), |name: &str| {
            out.path().join(name)
        });
        let mut pool = Pool::open(path("corpus")).expect("there is room");
        let mut one = CorpusShare::open(path("one"), &pool).expect("there is room");
        let mut two = CorpusShare::open(path("two"), &pool).expect("there is room");
        fs::write(path("one").join(HELLO), b"hello").expect("there is room");
        fs::write(path("one").join("0".repeat(40)), b"hel").expect("there is room");
        pool.take(&mut one, &partial).expect("there is room");
        assert_eq!(pool.len(), 1);
        for share in [&mut one, &mut two] {
            pool.give(share, &partial).expect("there is room");
        }
        assert_eq!(
            fs::read(path("two").join(HELLO)).expect("it was given"),
            b"hello"
        );
        assert_eq!(names(&path("two")).expect("a directory").len(), 1);

        // What was given does not come back as something new, also not after the pool was opened
        // again.
        pool.take(&mut two, &partial).expect("there is room");
        assert_eq!(pool.len(), 1);
        let pool = Pool::open(path("corpus")).expect("there is room");
        assert_eq!(pool.len(), 1);
        let three = CorpusShare::open(path("three"), &pool).expect("there is room");
        assert!(three.has.contains(HELLO));
    }
}
