//! What a hunt writes: `findings.jsonl`, `stats.json`, and a case a bucket under `cases/`.

use super::record::{Record, Sighting};
use super::stats::Stats;
use crate::atomic;
use rustix::fs::FlockOperation;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The output directory cannot be used.
#[derive(Debug, Error)]
pub enum OutputError {
    /// It cannot be made or written to.
    #[error("cannot write {path}: {source}; give another directory with --out, or make room", path = path.display())]
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
    /// It holds something of an earlier hunt that cannot be read.
    #[error("cannot read what an earlier hunt left in {path}: {reason}; give another directory with --out", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Another hunt writes to it.
    #[error("another hunt is writing to {path}; wait for its end, or give another directory with --out", path = path.display())]
    Busy {
        /// The directory.
        path: PathBuf,
    },
}

impl OutputError {
    /// A file that cannot be written, for use with `map_err`.
    pub(crate) fn write(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> OutputError {
        let path = path.into();
        move |source| OutputError::Write { path, source }
    }
}

/// The output directory, and the buckets in it.
#[derive(Debug)]
pub(super) struct Output {
    dir: PathBuf,
    buckets: BTreeMap<String, Bucket>,
    /// Held while this hunt lives; the kernel gives it back however it ends.
    _lock: File,
}

#[derive(Debug)]
struct Bucket {
    record: Record,
    /// How many cases fell into it in earlier hunts.
    before: u64,
    /// Whether this hunt was the first to see it, and it is no known issue.
    new: bool,
}

impl Output {
    /// Opens `dir`, making it if need be. Findings of an earlier hunt stay, and are counted on.
    pub(super) fn open(dir: &Path) -> Result<Output, OutputError> {
        let cases = dir.join("cases");
        fs::create_dir_all(&cases).map_err(OutputError::write(dir))?;
        let lock = lock(dir)?;
        for directory in [dir, &cases] {
            atomic::clean(directory).map_err(OutputError::write(directory))?;
        }
        let output = Output {
            dir: dir.to_owned(),
            buckets: read(&dir.join("findings.jsonl"))?,
            _lock: lock,
        };
        // Finds out now, not after the first finding, whether the directory can be written to.
        output.write_findings()?;
        Ok(output)
    }

    /// How many buckets there are.
    pub(super) fn buckets(&self) -> u64 {
        self.buckets.len() as u64
    }

    /// How many of them are new and not known issues.
    pub(super) fn new_buckets(&self) -> u64 {
        self.buckets.values().filter(|bucket| bucket.new).count() as u64
    }

    /// Whether there is a bucket with that key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.buckets.contains_key(key)
    }

    /// Writes down a sighting, unless its bucket is there already. What is no known issue of one build takes the place of what is a
    /// known issue of the other. Gives what was written if it is something new.
    pub(super) fn add(&mut self, sighting: Sighting) -> Result<Option<Record>, OutputError> {
        let old = self.buckets.get(&sighting.key);
        if old.is_some_and(|bucket| sighting.known || !bucket.record.known) {
            return Ok(None);
        }
        let before = old.map_or(0, |bucket| bucket.record.count);
        let file = PathBuf::from("cases").join(format!("{}.case", file_stem(&sighting.key)));
        self.write(&file, &sighting.case)?;
        let bucket = Bucket {
            before,
            new: !sighting.known,
            record: Record {
                count: before + 1,
                class: sighting.class,
                first_seen_s: (sighting.seconds * 1000.0).round() / 1000.0,
                known: sighting.known,
                assertions: sighting.assertions,
                case: file,
                smallest: None,
                confirmed_by: None,
                summary: sighting.summary,
                key: sighting.key.clone(),
            },
        };
        self.buckets.insert(sighting.key.clone(), bucket);
        self.write_findings()?;
        let bucket = &self.buckets[&sighting.key];
        Ok(bucket.new.then(|| bucket.record.clone()))
    }

    /// Writes the shrunk case of a bucket beside the first one, and what confirmed it.
    pub(super) fn add_smallest(
        &mut self,
        key: &str,
        case: &[u8],
        confirmed_by: Option<String>,
    ) -> Result<(), OutputError> {
        let file = Path::new("cases").join(format!("{}.min.case", file_stem(key)));
        self.write(&file, case)?;
        if let Some(bucket) = self.buckets.get_mut(key) {
            bucket.record.smallest = Some(file);
            bucket.record.confirmed_by = confirmed_by;
        }
        self.write_findings()
    }

    /// Takes over how many cases fell into each bucket in this hunt, so far.
    pub(super) fn count(&mut self, counts: &BTreeMap<String, u64>) {
        for (key, bucket) in &mut self.buckets {
            if let Some(count) = counts.get(key) {
                bucket.record.count = bucket.before + count;
            }
        }
    }

    /// Saves an input beside the cases of buckets, for a report on Farcall itself.
    pub(super) fn save(&self, name: &str, input: &[u8]) -> Result<PathBuf, OutputError> {
        let file = Path::new("cases").join(name);
        self.write(&file, input)?;
        Ok(self.path(&file))
    }

    /// The whole path of a file that a record names.
    pub(super) fn path(&self, file: &Path) -> PathBuf {
        self.dir.join(file)
    }

    /// Writes `findings.jsonl` as it stands.
    pub(super) fn write_findings(&self) -> Result<(), OutputError> {
        let mut text = String::new();
        for bucket in self.buckets.values() {
            text += &serde_json::to_string(&bucket.record).expect("records are plain data");
            text.push('\n');
        }
        self.write(Path::new("findings.jsonl"), text.as_bytes())
    }

    /// Writes `stats.json`.
    pub(super) fn write_stats(&self, stats: &Stats) -> Result<(), OutputError> {
        let mut text = serde_json::to_string_pretty(stats).expect("stats are plain data");
        text.push('\n');
        self.write(Path::new("stats.json"), text.as_bytes())
    }

    /// The buckets, worst first.
    pub(super) fn records(&self) -> Vec<Record> {
        let records = self.buckets.values().map(|bucket| bucket.record.clone());
        let mut records: Vec<Record> = records.collect();
        records.sort_by_key(|record| record.class);
        records
    }

    fn write(&self, file: &Path, bytes: &[u8]) -> Result<(), OutputError> {
        let path = self.dir.join(file);
        atomic::write(&path, bytes).map_err(OutputError::write(path))
    }
}

/// Takes the directory for this process alone.
pub(crate) fn lock(dir: &Path) -> Result<File, OutputError> {
    let path = dir.join(".lock");
    let file = File::create(&path).map_err(OutputError::write(path))?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(_) => Err(OutputError::Busy {
            path: dir.to_owned(),
        }),
    }
}

fn read(path: &Path) -> Result<BTreeMap<String, Bucket>, OutputError> {
    let broken = |reason: String| OutputError::Read {
        path: path.to_owned(),
        reason,
    };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(broken(error.to_string())),
    };
    let bucket = |(index, line): (usize, &str)| {
        let record: Record = serde_json::from_str(line)
            .map_err(|error| broken(format!("line {}: {error}", index + 1)))?;
        let bucket = Bucket {
            before: record.count,
            new: false,
            record,
        };
        Ok((bucket.record.key.clone(), bucket))
    };
    text.lines().enumerate().map(bucket).collect()
}

/// A bucket key as a file name.
pub(super) fn file_stem(key: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '+'
        }
    };
    key.chars().map(safe).collect()
}
