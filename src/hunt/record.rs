//! A bucket, as it is written down.

use crate::case::Case;
use crate::oracle::{Class, Finding};
use crate::triage;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

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
    /// Whether it is a known issue.
    pub known: bool,
    /// Whether the build in which it was found has debug assertions.
    pub assertions: bool,
    /// The first case, relative to the output directory.
    pub case: PathBuf,
    /// The same case, shrunk, once it is.
    #[serde(default)]
    pub smallest: Option<PathBuf>,
    /// What agreed with the machine about the shrunk case.
    #[serde(default)]
    pub confirmed_by: Option<String>,
    /// One line about the first case.
    pub summary: String,
}

/// The first case that some worker saw of a bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sighting {
    /// The bucket key.
    pub(super) key: String,
    /// How bad.
    pub(super) class: Class,
    /// Seconds from the start of the hunt.
    pub(super) seconds: f64,
    /// Whether it is a known issue of the build.
    pub(super) known: bool,
    /// Whether the build has debug assertions.
    pub(super) assertions: bool,
    /// The case, in its stored form.
    pub(super) case: Vec<u8>,
    /// One line.
    pub(super) summary: String,
    /// How much its process had done by then.
    pub(super) effort: Effort,
}

/// What a worker's process has done since it was started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Effort {
    /// Processor time, in seconds.
    pub(super) cpu_s: f64,
    /// Cases checked.
    pub(super) cases: u64,
}

impl Sighting {
    /// What this build found in a case, so many seconds from the start of the hunt.
    pub(super) fn new(finding: &Finding, case: &Case, seconds: f64) -> Sighting {
        Sighting {
            key: finding.key.clone(),
            class: finding.class,
            seconds,
            known: triage::known_issue(&finding.key).is_some(),
            assertions: cfg!(debug_assertions),
            case: case.to_bytes(),
            summary: finding.summary.clone(),
            effort: Effort::default(),
        }
    }
}
