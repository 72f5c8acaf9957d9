//! Where workers put sightings for the supervisor.
//!
//! A sighting is one file, written whole and renamed. So either side may be killed at any time.

use super::error::OutputError;
use super::record::Sighting;
use crate::atomic;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What the name of a sighting ends with.
const ENDING: &str = ".json";

/// A directory of sightings.
#[derive(Clone, Debug)]
pub(super) struct Inbox(PathBuf);

impl Inbox {
    pub(super) fn new(dir: PathBuf) -> Inbox {
        Inbox(dir)
    }

    /// Adds a sighting; `name` must be unique to the writer. An error has the file's path.
    pub(super) fn put(&self, name: &str, sighting: &Sighting) -> Result<(), (PathBuf, io::Error)> {
        let text = serde_json::to_vec(sighting).expect("sightings are plain data");
        let path = self.0.join(format!("{name}{ENDING}"));
        atomic::write(&path, &text).map_err(|error| (path, error))
    }

    /// Hands every sighting to `take`, in the order of time, and removes those that were taken.
    pub(super) fn drain(
        &self,
        mut take: impl FnMut(Sighting) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        let mut sightings = Vec::new();
        for entry in fs::read_dir(&self.0).map_err(unreadable(&self.0))? {
            let path = entry.map_err(unreadable(&self.0))?.path();
            if path.to_string_lossy().ends_with(ENDING) {
                let text = fs::read(&path).map_err(unreadable(&path))?;
                let sighting: Sighting = serde_json::from_slice(&text)
                    .map_err(|error| unreadable(&path)(error.into()))?;
                sightings.push((sighting, path));
            }
        }
        sightings.sort_by(|(a, _), (b, _)| a.seconds.total_cmp(&b.seconds));
        for (sighting, path) in sightings {
            take(sighting)?;
            fs::remove_file(&path).map_err(OutputError::write(path))?;
        }
        Ok(())
    }
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    move |error| OutputError::Read {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hunt::record::Effort;
    use crate::oracle::Class;
    use tempfile::TempDir;

    fn sighting(key: &str, seconds: f64) -> Sighting {
        Sighting {
            key: key.to_owned(),
            class: Class::Crash,
            seconds,
            number: None,
            known: false,
            assertions: true,
            case: vec![1, 2, 3],
            summary: String::new(),
            effort: Effort::default(),
        }
    }

    #[test]
    fn what_was_taken_is_gone_and_what_was_not_stays() {
        let dir = TempDir::new().expect("a temporary directory");
        let inbox = Inbox::new(dir.path().to_owned());
        inbox.put("1", &sighting("b", 2.0)).expect("there is room");
        inbox.put("2", &sighting("a", 1.0)).expect("there is room");
        fs::write(dir.path().join("3.json.partial"), b"{").expect("there is room");

        let mut taken = Vec::new();
        let refused = inbox.drain(|sighting| {
            if sighting.key == "b" {
                let path = "full".into();
                return Err(OutputError::Busy { path });
            }
            taken.push(sighting.key);
            Ok(())
        });
        assert!(refused.is_err());
        inbox
            .drain(|sighting| {
                taken.push(sighting.key);
                Ok(())
            })
            .expect("both are readable");
        assert_eq!(taken, ["a", "b"]);
    }
}
