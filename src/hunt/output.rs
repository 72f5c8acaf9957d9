//! What a hunt writes: `findings.jsonl`, `stats.json`, and a case for each bucket in `cases/`.

use super::error::{HuntError, OutputError};
use super::record::{Record, Sighting};
use super::stats::Stats;
use crate::atomic;
use rustix::fs::FlockOperation;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The file of all buckets.
const FINDINGS: &str = "findings.jsonl";

/// The output directory, and the buckets in it.
#[derive(Debug)]
pub(super) struct HuntOutput {
    dir: PathBuf,
    buckets: BTreeMap<String, Bucket>,
    /// Keys that are not new, whatever is found.
    baseline: BTreeSet<String>,
    /// Held during the hunt; the kernel releases it however the hunt ends.
    _lock: File,
}

#[derive(Debug)]
struct Bucket {
    record: Record,
    /// How many cases fell into it in earlier hunts.
    before: u64,
    /// Whether this hunt saw it first, and it is neither a known issue nor in the baseline.
    new: bool,
}

impl HuntOutput {
    /// Opens `dir`; an earlier hunt in it is an error.
    pub(super) fn open_unused(dir: &Path) -> Result<HuntOutput, OutputError> {
        if dir.join(FINDINGS).exists() {
            Err(OutputError::Used {
                path: dir.to_owned(),
            })
        } else {
            HuntOutput::open(dir)
        }
    }

    /// Opens `dir`, making it if need be. Findings of an earlier hunt stay, and their counts go on.
    pub(super) fn open(dir: &Path) -> Result<HuntOutput, OutputError> {
        let cases = dir.join("cases");
        fs::create_dir_all(&cases).map_err(OutputError::write(dir))?;
        let lock = lock(dir)?;
        for directory in [dir, &cases] {
            atomic::clean(directory).map_err(OutputError::write(directory))?;
        }
        let output = HuntOutput {
            dir: dir.to_owned(),
            buckets: left(&dir.join(FINDINGS))?,
            baseline: BTreeSet::new(),
            _lock: lock,
        };
        // Fails now, not after the first finding, if the directory cannot be written to.
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

    /// Buckets with these keys are not new.
    pub(super) fn set_baseline(&mut self, keys: BTreeSet<String>) {
        self.baseline = keys;
    }

    /// Records a sighting, unless its bucket is recorded already; see [`Sighting::replaces`].
    /// Returns the record if the bucket is new.
    pub(super) fn add(&mut self, sighting: Sighting) -> Result<Option<Record>, OutputError> {
        let old = self.buckets.get(&sighting.key);
        if old.is_some_and(|bucket| !sighting.replaces(&bucket.record)) {
            return Ok(None);
        }
        let before = old.map_or(0, |bucket| bucket.before);
        let file = PathBuf::from("cases").join(format!("{}.case", file_stem(&sighting.key)));
        self.write(&file, &sighting.case)?;
        let bucket = Bucket {
            before,
            new: !sighting.known && !self.baseline.contains(&sighting.key),
            record: Record {
                count: before + 1,
                class: sighting.class,
                first_seen_s: (sighting.seconds * 1000.0).round() / 1000.0,
                first_case: sighting.number,
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

    /// Writes the shrunk case of a bucket next to the first one, and what confirmed it.
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

    /// Updates the number of cases in each bucket in this hunt so far.
    pub(super) fn count(&mut self, counts: &BTreeMap<String, u64>) {
        for (key, bucket) in &mut self.buckets {
            if let Some(count) = counts.get(key) {
                bucket.record.count = bucket.before + count;
            }
        }
    }

    /// Saves an input next to the cases of buckets, for a report on Farcall itself.
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
        self.write(Path::new(FINDINGS), text.as_bytes())
    }

    /// Writes `stats.json`.
    pub(super) fn write_stats(&self, stats: &Stats) -> Result<(), OutputError> {
        let mut text = serde_json::to_string_pretty(stats).expect("stats are plain data");
        text.push('\n');
        self.write(Path::new("stats.json"), text.as_bytes())
    }

    /// The buckets that are new and not known issues, by key.
    pub(super) fn new_records(&self) -> impl Iterator<Item = &Record> {
        let new = self.buckets.values().filter(|bucket| bucket.new);
        new.map(|bucket| &bucket.record)
    }

    /// The buckets that the baseline does not have, worst first.
    pub(super) fn records_beyond_baseline(&self) -> Vec<Record> {
        let mut records = self.records();
        records.retain(|record| !self.baseline.contains(&record.key));
        records
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

/// The buckets that earlier hunts left.
fn left(path: &Path) -> Result<BTreeMap<String, Bucket>, OutputError> {
    let records = match read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        records => records.map_err(|error| OutputError::Read {
            path: path.to_owned(),
            reason: error.to_string(),
        })?,
    };
    let bucket = |record: Record| Bucket {
        before: record.count,
        new: false,
        record,
    };
    let buckets = records.into_iter().map(bucket);
    Ok(buckets
        .map(|bucket| (bucket.record.key.clone(), bucket))
        .collect())
}

/// The keys of the buckets in the output directory `dir` of an earlier hunt.
pub(super) fn keys(dir: &Path) -> Result<BTreeSet<String>, HuntError> {
    let path = dir.join(FINDINGS);
    let records = read(&path).map_err(|error| HuntError::Baseline {
        path,
        reason: error.to_string(),
    })?;
    Ok(records.into_iter().map(|record| record.key).collect())
}

fn read(path: &Path) -> io::Result<Vec<Record>> {
    let text = fs::read_to_string(path)?;
    let record = |(index, line): (usize, &str)| {
        serde_json::from_str(line)
            .map_err(|error| io::Error::other(format!("line {}: {error}", index + 1)))
    };
    text.lines().enumerate().map(record).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hunt::record::Effort;
    use crate::oracle::Class;
    use tempfile::TempDir;

    fn sighting(number: Option<u64>, known: bool) -> Sighting {
        Sighting {
            key: "a/b".to_owned(),
            class: Class::Crash,
            seconds: 1.0,
            number,
            known,
            assertions: false,
            case: vec![number.unwrap_or(99) as u8],
            summary: String::new(),
            effort: Effort::default(),
        }
    }

    /// The record of the one bucket, and its case, after these sightings.
    fn after(sightings: &[Sighting]) -> (Record, Vec<u8>) {
        let dir = TempDir::new().expect("a temporary directory");
        let mut output = HuntOutput::open_unused(dir.path()).expect("there is room");
        for sighting in sightings {
            output.add(sighting.clone()).expect("there is room");
        }
        output.count(&BTreeMap::from([("a/b".to_owned(), 3)]));
        let record = output.records().remove(0);
        let case = fs::read(output.path(&record.case)).expect("it was written");
        (record, case)
    }

    #[test]
    fn the_first_case_is_that_with_the_lowest_number_whatever_the_order() {
        for numbers in [[4, 9, 7], [9, 4, 7], [7, 9, 4]] {
            let (record, case) = after(&numbers.map(|number| sighting(Some(number), true)));
            assert_eq!((record.first_case, record.count), (Some(4), 3));
            assert_eq!(case, [4]);
        }
    }

    #[test]
    fn what_is_no_known_issue_takes_the_place_of_one() {
        let (record, _) = after(&[sighting(None, true), sighting(None, false)]);
        assert_eq!((record.known, record.count), (false, 3));
        let (record, case) = after(&[sighting(Some(4), false), sighting(Some(2), true)]);
        assert!(!record.known);
        assert_eq!(case, [4]);
    }

    #[test]
    fn what_the_baseline_has_is_not_new() {
        let dir = TempDir::new().expect("a temporary directory");
        let mut output = HuntOutput::open(dir.path()).expect("there is room");
        output.set_baseline(BTreeSet::from(["a/b".to_owned()]));
        let added = output.add(sighting(None, false)).expect("there is room");
        assert_eq!(added, None, "nothing is to be shrunk");
        assert_eq!((output.buckets(), output.new_buckets()), (1, 0));
        assert_eq!(output.records_beyond_baseline(), []);
        drop(output);
        // Another hunt in the same directory reads it from there.
        assert!(matches!(
            HuntOutput::open_unused(dir.path()),
            Err(OutputError::Used { .. })
        ));
        let keys = keys(dir.path()).expect("it was written");
        assert_eq!(keys, BTreeSet::from(["a/b".to_owned()]));
    }
}
