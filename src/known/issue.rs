//! One known issue.

use super::pattern;
use super::refine::Refinement;
use super::throttle::Throttle;
use super::versions::{Commit, Versions};
use crate::case::Case;
use crate::case::binary::ReadError;
use crate::class::Class;
use crate::version::Cranelift;
use serde::Deserialize;
use std::fmt::Display;

/// `issue.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// One line.
    pub title: String,
    /// How bad.
    pub class: Class,
    /// Patterns of bucket keys, in which `*` stands for any characters but `/`.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Patterns that hold only for builds with debug assertions.
    #[serde(default)]
    pub keys_with_assertions: Vec<String>,
    /// Patterns that hold only for builds without.
    #[serde(default)]
    pub keys_without_assertions: Vec<String>,
    /// Versions of Cranelift that have it.
    pub versions: Versions,
    /// Commits of checkouts that have it although the range leaves their version out.
    #[serde(default)]
    pub commits: Vec<Commit>,
    /// The upstream issue, if there is one.
    pub upstream: Option<String>,
    /// When it was found: year, month, day.
    pub found: String,
    /// What agreed that it is Cranelift's, independently of Farcall's machine.
    pub confirmed_by: String,
    /// Where in Cranelift it comes from, by file and function, and why.
    pub cause: String,
    /// How many cases keep a shape that it stops.
    pub throttle: Option<Throttle>,
    /// Findings that get a bucket of their own because of it.
    #[serde(default)]
    pub refine: Vec<Refinement>,
}

impl Description {
    /// Every pattern, whatever the build.
    pub(super) fn all_keys(&self) -> impl Iterator<Item = &String> {
        let by_build = self.keys_with_assertions.iter();
        let by_build = by_build.chain(&self.keys_without_assertions);
        self.keys.iter().chain(by_build)
    }
}

/// A known issue.
#[derive(Clone, Debug)]
pub struct KnownIssue {
    /// The name of its directory.
    pub slug: &'static str,
    /// What it is.
    pub description: Description,
    pub(super) case: &'static [u8],
}

impl KnownIssue {
    /// The smallest case that shows it.
    ///
    /// # Errors
    /// If the file is not a stored case of this version.
    pub fn case(&self) -> Result<Case, ReadError> {
        Case::read(self.case)
    }

    /// Whether `cranelift` has it, as far as the description knows.
    pub fn is_in(&self, cranelift: &Cranelift) -> bool {
        let Description {
            versions, commits, ..
        } = &self.description;
        versions.has(&cranelift.version) || commits.iter().any(|commit| commit.is_of(cranelift))
    }

    /// Whether a bucket key is this issue's, in this build, if its Cranelift has it.
    pub fn matches(&self, key: impl Display) -> bool {
        self.matches_with(&key.to_string(), cfg!(debug_assertions))
    }

    /// Whether it is, in a build with or without debug assertions.
    pub(super) fn matches_with(&self, key: &str, assertions: bool) -> bool {
        let Description {
            keys,
            keys_with_assertions,
            keys_without_assertions,
            ..
        } = &self.description;
        let by_build = if assertions {
            keys_with_assertions
        } else {
            keys_without_assertions
        };
        let mut patterns = keys.iter().chain(by_build);
        patterns.any(|pattern| pattern::matches(pattern, key))
    }
}
