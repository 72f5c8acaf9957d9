//! Refinements: longer keys for the findings of a known issue.
//!
//! *Problem.* An oracle names the violated rule. If a known issue and an unknown bug violate the
//! same rule, one key for both lets the issue hide the bug.
//!
//! *Idea.* The issue says by which conditions its findings differ from others with that key, and
//! how their key ends. For a Cranelift without the issue, keys stay as they are.

use super::condition::{self, Condition, Facts};
use super::pattern;
use serde::Deserialize;

/// A `[[refine]]` of an `issue.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refinement {
    /// The pattern of the keys that it refines.
    pub key: String,
    /// The conditions, all of which have to hold.
    #[serde(deserialize_with = "condition::by_names")]
    pub when: Vec<&'static Condition>,
    /// What is appended to the key, after a slash.
    pub suffix: String,
}

impl Refinement {
    /// The pattern of the refined keys.
    pub fn refined(&self) -> String {
        format!("{}/{}", self.key, self.suffix)
    }

    /// Whether it refines a finding with this key.
    pub(super) fn is_of(&self, key: &str, facts: &Facts<'_>) -> bool {
        pattern::matches(&self.key, key) && self.when.iter().all(|condition| condition.holds(facts))
    }

    /// Whether the suffix consists of words in small letters, as keys do.
    pub(super) fn has_fit_suffix(&self) -> bool {
        let mut parts = self.suffix.split('/');
        let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        parts.all(|part| !part.is_empty() && part.chars().all(is_fit))
    }
}
