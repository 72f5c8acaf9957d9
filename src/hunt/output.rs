//! What a hunt writes: `findings.jsonl`, `stats.json`, and a case a bucket under `cases/`.

use super::atomic;
use super::stats::Stats;
use crate::case::Case;
use crate::oracle::{Class, Finding};
use crate::triage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// One line of `findings.jsonl`: a bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The bucket key.
    pub key: String,
    /// How bad.
    pub class: Class,
    /// How many cases fell into it.
    pub count: u64,
    /// When the first one did, in seconds from the start of the hunt.
    pub first_seen_s: f64,
    /// Whether it is a known issue of this build.
    pub known: bool,
    /// The first case, relative to the output directory.
    pub case: PathBuf,
    /// One line about the first case.
    pub summary: String,
}

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
    /// It holds findings of an earlier hunt that cannot be read.
    #[error("cannot read the findings of an earlier hunt in {path}: {reason}; give another directory with --out", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// The output directory, and the buckets in it.
#[derive(Debug)]
pub(super) struct Output {
    dir: PathBuf,
    buckets: BTreeMap<String, Record>,
    /// Buckets that were not there when the hunt began.
    new: u64,
}

impl Output {
    /// Opens `dir`, making it if need be. Findings of an earlier hunt stay, and are counted on.
    pub(super) fn open(dir: &Path) -> Result<Output, OutputError> {
        let cases = dir.join("cases");
        fs::create_dir_all(&cases).map_err(|source| OutputError::Write {
            path: dir.to_owned(),
            source,
        })?;
        let output = Output {
            dir: dir.to_owned(),
            buckets: read(&dir.join("findings.jsonl"))?,
            new: 0,
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
        self.new
    }

    /// Counts a finding; the first one of a bucket is written with its case.
    pub(super) fn add(
        &mut self,
        finding: &Finding,
        case: &Case,
        seconds: f64,
    ) -> Result<(), OutputError> {
        if let Some(record) = self.buckets.get_mut(&finding.key) {
            record.count += 1;
            return Ok(());
        }
        let known = triage::known_issue(&finding.key).is_some();
        let file = PathBuf::from("cases").join(format!("{}.case", file_stem(&finding.key)));
        self.write(&file, &case.to_bytes())?;
        let record = Record {
            key: finding.key.clone(),
            class: finding.class,
            count: 1,
            first_seen_s: (seconds * 1000.0).round() / 1000.0,
            known,
            case: file,
            summary: finding.summary.clone(),
        };
        self.buckets.insert(finding.key.clone(), record);
        self.new += u64::from(!known);
        self.write_findings()
    }

    /// Saves a case that Farcall itself panicked on.
    pub(super) fn save_panic(&self, case: &Case) -> Result<PathBuf, OutputError> {
        let file = Path::new("cases/farcall-panic.case");
        self.write(file, &case.to_bytes())?;
        Ok(self.dir.join(file))
    }

    /// Writes `findings.jsonl` as it stands.
    pub(super) fn write_findings(&self) -> Result<(), OutputError> {
        let mut text = String::new();
        for record in self.buckets.values() {
            text += &serde_json::to_string(record).expect("records are plain data");
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
        let mut records: Vec<Record> = self.buckets.values().cloned().collect();
        records.sort_by_key(|record| record.class);
        records
    }

    fn write(&self, file: &Path, bytes: &[u8]) -> Result<(), OutputError> {
        let path = self.dir.join(file);
        atomic::write(&path, bytes).map_err(|source| OutputError::Write { path, source })
    }
}

fn read(path: &Path) -> Result<BTreeMap<String, Record>, OutputError> {
    let broken = |reason: String| OutputError::Read {
        path: path.to_owned(),
        reason,
    };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(broken(error.to_string())),
    };
    let record = |(index, line): (usize, &str)| {
        let record: Record = serde_json::from_str(line)
            .map_err(|error| broken(format!("line {}: {error}", index + 1)))?;
        Ok((record.key.clone(), record))
    };
    text.lines().enumerate().map(record).collect()
}

/// A bucket key as a file name.
fn file_stem(key: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '+'
        }
    };
    key.chars().map(safe).collect()
}
