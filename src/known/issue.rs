//! One known issue.

use super::fix::{Fix, Patch};
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

/// The contents of `issue.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// What goes wrong, in one line.
    pub title: String,
    /// How bad it is.
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
    /// Commits of checkouts that have it although `versions` leaves theirs out.
    #[serde(default)]
    pub commits: Vec<Commit>,
    /// The upstream issue, if there is one.
    pub upstream: Option<String>,
    /// When it was found: year, month, day.
    pub found: String,
    /// What confirmed, independently of Farcall's machine, that the bug is Cranelift's.
    pub confirmed_by: String,
    /// The cause: file and function in Cranelift, and what is wrong there.
    pub cause: String,
    /// How many cases keep the shape that it stops.
    pub throttle: Option<Throttle>,
    /// Its findings that get a longer key.
    #[serde(default)]
    pub refine: Vec<Refinement>,
}

impl Description {
    /// The patterns for all builds.
    pub(super) fn all_keys(&self) -> impl Iterator<Item = &String> {
        let by_build = self
            .keys_with_assertions
            .iter()
            .chain(&self.keys_without_assertions);
        self.keys.iter().chain(by_build)
    }

    /// The patterns for builds with or without debug assertions.
    fn keys_of(&self, assertions: bool) -> impl Iterator<Item = &String> {
        let by_build = if assertions {
            &self.keys_with_assertions
        } else {
            &self.keys_without_assertions
        };
        self.keys.iter().chain(by_build)
    }
}

/// A known issue.
#[derive(Clone, Debug)]
pub struct KnownIssue {
    /// The name of its directory.
    pub slug: &'static str,
    /// Its description.
    pub description: Description,
    pub(super) case: &'static [u8],
    pub(super) fix: Option<Fix>,
}

impl KnownIssue {
    /// The smallest case that shows it.
    ///
    /// # Errors
    /// If the file is not a stored case of this version.
    pub fn case(&self) -> Result<Case, ReadError> {
        Case::read(self.case)
    }

    /// What would mend it, if somebody has looked into that.
    pub fn fix(&self) -> Option<&Fix> {
        self.fix.as_ref()
    }

    /// The edits that mend it, if it takes no more than edits.
    pub fn patch(&self) -> Option<&Patch> {
        match &self.fix {
            Some(Fix::Patch(patch)) => Some(patch),
            Some(Fix::Design(_)) | None => None,
        }
    }

    /// Whether `cranelift` has it, according to the description. It does not if it was mended
    /// there.
    pub fn is_in(&self, cranelift: &Cranelift) -> bool {
        let Description {
            versions, commits, ..
        } = &self.description;
        let has = versions.has(&cranelift.version)
            || commits.iter().any(|commit| commit.is_of(cranelift));
        has && cranelift.fixed.iter().all(|fixed| fixed != self.slug)
    }

    /// Whether a bucket key belongs to this issue, in a build like this one.
    pub fn matches(&self, key: impl Display) -> bool {
        self.matches_with(&key.to_string(), cfg!(debug_assertions))
    }

    /// The same in a build with or without debug assertions.
    pub(super) fn matches_with(&self, key: &str, assertions: bool) -> bool {
        let mut patterns = self.description.keys_of(assertions);
        patterns.any(|pattern| pattern::matches(pattern, key))
    }

    /// A pattern of this issue and one of another that cover the same keys in some build.
    pub(super) fn shares<'i>(&'i self, other: &'i KnownIssue) -> Option<(&'i str, &'i str)> {
        let pairs = [true, false].into_iter().flat_map(|assertions| {
            let others = move || other.description.keys_of(assertions);
            let own = self.description.keys_of(assertions);
            own.flat_map(move |own| others().map(move |other| (&own[..], &other[..])))
        });
        pairs
            .into_iter()
            .find(|(own, other)| pattern::overlap(own, other))
    }
}
