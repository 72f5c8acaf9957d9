//! Refinements: findings that get a bucket of their own.
//!
//! *Problem.* An oracle names what was violated in terms of the ABI. Where a known issue violates
//! the same rule as anything unknown would, one key for both would have the issue hide the rest.
//!
//! *Idea.* The issue says by which conditions its findings differ from others of that key, and what
//! their key ends with. Where a Cranelift does not have the issue, the key stays as it is.

use super::condition::{self, Condition, Facts};
use super::pattern;
use serde::Deserialize;

/// `[[refine]]` of an `issue.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refinement {
    /// Pattern of the keys that it makes longer.
    pub key: String,
    /// What has to hold: all of it.
    #[serde(deserialize_with = "condition::by_names")]
    pub when: Vec<&'static Condition>,
    /// What is put behind the key, and a slash before it.
    pub suffix: String,
}

impl Refinement {
    /// The pattern of the keys that it makes.
    pub fn refined(&self) -> String {
        format!("{}/{}", self.key, self.suffix)
    }

    /// Whether a finding with this key is one of those that it tells apart.
    pub(super) fn is_of(&self, key: &str, facts: &Facts<'_>) -> bool {
        pattern::matches(&self.key, key) && self.when.iter().all(|condition| condition.holds(facts))
    }

    /// Whether the suffix is words in small letters, as keys are made of.
    pub(super) fn has_fit_suffix(&self) -> bool {
        let mut parts = self.suffix.split('/');
        let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        parts.all(|part| !part.is_empty() && part.chars().all(is_fit))
    }
}
