//! `trials.jsonl`: one line for each finished trial, so that an interrupted run can resume.

use super::trial::TrialResult;
use crate::atomic;
use crate::hunt::OutputError;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The journal file and all of its trials.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    trials: BTreeMap<String, TrialResult>,
}

impl Journal {
    /// Opens the journal in `out`, or creates it. Drops an incomplete last line, and returns a note
    /// about it.
    pub(super) fn open(out: &Path) -> Result<(Journal, Option<String>), OutputError> {
        let path = out.join("trials.jsonl");
        let text = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(broken(&path, error.to_string())),
        };
        let whole = text
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        let note = (whole < text.len()).then(|| {
            format!(
                "{}: the last line was not written to its end, and is dropped",
                path.display()
            )
        });
        if note.is_some() {
            atomic::write(&path, &text[..whole]).map_err(OutputError::write(&path))?;
        }
        let mut trials = BTreeMap::new();
        for (line, number) in String::from_utf8_lossy(&text[..whole]).lines().zip(1..) {
            let ended: TrialResult = serde_json::from_str(line)
                .map_err(|error| broken(&path, format!("line {number}: {error}")))?;
            trials.insert(ended.key.clone(), ended);
        }
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let file = file.map_err(OutputError::write(&path))?;
        Ok((Journal { path, file, trials }, note))
    }

    /// Adds a trial: first on disk, then in memory.
    pub(super) fn add(&mut self, ended: TrialResult) -> Result<(), OutputError> {
        let mut line = serde_json::to_string(&ended).expect("trials are plain data");
        line.push('\n');
        let written = self.file.write_all(line.as_bytes());
        let written = written.and_then(|()| self.file.sync_data());
        written.map_err(OutputError::write(&self.path))?;
        self.trials.insert(ended.key.clone(), ended);
        Ok(())
    }

    /// The finished trial with this key, if there is one.
    pub(super) fn get(&self, key: &str) -> Option<&TrialResult> {
        self.trials.get(key)
    }

    /// The path of the file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

fn broken(path: &Path, reason: String) -> OutputError {
    OutputError::Read {
        path: path.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutants::Mode;
    use std::collections::BTreeSet;

    fn ended(key: &str) -> TrialResult {
        TrialResult {
            key: key.to_owned(),
            id: Some("A".to_owned()),
            mode: Mode::NoMutator,
            trial: 1,
            detected: true,
            seconds: 0.125,
            cases: 7,
            oracle: Some("value".to_owned()),
            bucket: Some("value/x".to_owned()),
            reached: None,
            case: Some("cases/A.case".into()),
            buckets: BTreeSet::new(),
            mistakes: Vec::new(),
        }
    }

    #[test]
    fn what_was_written_is_there_again_and_half_a_line_is_dropped() {
        let dir = tempfile::tempdir().expect("a directory");
        let (mut journal, note) = Journal::open(dir.path()).expect("a new one");
        assert_eq!(note, None);
        for key in ["1", "2"] {
            journal.add(ended(key)).expect("there is room");
        }
        let path = journal.path().to_owned();
        let text = fs::read_to_string(&path).expect("it is there");
        for cut in 1..text.lines().next().expect("a line").len() {
            fs::write(&path, &text[..text.len() - cut]).expect("there is room");
            let (mut journal, note) = Journal::open(dir.path()).expect("it is readable");
            assert!(note.expect("a note").contains("dropped"));
            assert_eq!(
                (journal.get("1"), journal.get("2")),
                (Some(&ended("1")), None)
            );
            journal.add(ended("2")).expect("there is room");
            assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
        }
    }

    #[test]
    fn a_line_that_is_no_trial_is_named() {
        let dir = tempfile::tempdir().expect("a directory");
        fs::write(dir.path().join("trials.jsonl"), "{}\n").expect("there is room");
        let error = Journal::open(dir.path())
            .map(drop)
            .expect_err("no trial")
            .to_string();
        assert!(
            error.contains("trials.jsonl: line 1: missing field"),
            "{error}"
        );
    }
}
