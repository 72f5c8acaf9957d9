//! Known issues: what is suppressed, and why, as data.
//!
//! Each is a directory `triage/known/<slug>/` with a description, `issue.toml`, and the smallest case that shows it, `smallest.case`. They
//! are embedded when Farcall is built. A finding is known if a key pattern of some issue matches its bucket key; in a pattern `*` stands
//! for any characters but `/`.

use crate::case::Case;
use crate::case::binary::ReadError;
use crate::oracle::Class;
use serde::Deserialize;
use std::sync::OnceLock;

/// Slug, description and smallest case of every issue, from `triage/known/`.
const FILES: &[(&str, &str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/known.rs"));

/// `issue.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// One line.
    pub title: String,
    /// How bad.
    pub class: Class,
    /// Patterns of bucket keys.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Patterns that hold only for builds with debug assertions.
    #[serde(default)]
    pub keys_with_assertions: Vec<String>,
    /// Patterns that hold only for builds without.
    #[serde(default)]
    pub keys_without_assertions: Vec<String>,
    /// Versions of Cranelift that have it.
    pub versions: String,
    /// The upstream issue, if there is one.
    pub upstream: Option<String>,
    /// When it was found: year, month, day.
    pub found: String,
    /// What agreed that it is Cranelift's, independently of Farcall's machine.
    pub confirmed_by: String,
    /// Where in Cranelift it comes from, by file and function, and why.
    pub cause: String,
}

/// A known issue.
#[derive(Debug)]
pub struct KnownIssue {
    /// The name of its directory.
    pub slug: &'static str,
    /// What it is.
    pub description: Description,
    case: &'static [u8],
}

impl KnownIssue {
    /// The smallest case that shows it.
    ///
    /// # Errors
    /// If the file is not a stored case of this version.
    pub fn case(&self) -> Result<Case, ReadError> {
        Case::read(self.case)
    }

    /// Whether a bucket key is this issue's, in this build.
    pub fn matches(&self, key: &str) -> bool {
        self.matches_with(key, cfg!(debug_assertions))
    }

    /// Whether it is, in a build with or without debug assertions.
    fn matches_with(&self, key: &str, assertions: bool) -> bool {
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
        keys.iter()
            .chain(by_build)
            .any(|pattern| matches(pattern, key))
    }
}

/// Every known issue, by slug.
///
/// # Panics
/// If an `issue.toml` of this build is malformed; a test reads them all.
pub fn known_issues() -> &'static [KnownIssue] {
    static ISSUES: OnceLock<Vec<KnownIssue>> = OnceLock::new();
    ISSUES.get_or_init(|| {
        let issue = |&(slug, text, case): &(&'static str, &str, &'static [u8])| KnownIssue {
            slug,
            description: toml::from_str(text)
                .unwrap_or_else(|error| panic!("triage/known/{slug}/issue.toml: {error}")),
            case,
        };
        FILES.iter().map(issue).collect()
    })
}

/// The known issue that a bucket key belongs to, in this build.
pub fn known_issue(key: &str) -> Option<&'static KnownIssue> {
    known_issue_of(key, cfg!(debug_assertions))
}

/// The known issue that a bucket key belongs to, in a build with or without debug assertions.
pub fn known_issue_of(key: &str, assertions: bool) -> Option<&'static KnownIssue> {
    let mut issues = known_issues().iter();
    issues.find(|issue| issue.matches_with(key, assertions))
}

/// Whether `pattern`, in which `*` stands for any characters but `/`, matches the whole `key`.
fn matches(pattern: &str, key: &str) -> bool {
    let (mut patterns, mut keys) = (pattern.split('/'), key.split('/'));
    loop {
        match (patterns.next(), keys.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if matches_part(pattern, part) => {}
            _ => return false,
        }
    }
}

fn matches_part(pattern: &str, part: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == part,
        Some((before, after)) => part.strip_prefix(before).is_some_and(|rest| {
            let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.into_iter().any(|at| matches_part(after, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_characters_within_one_part() {
        assert!(matches("panic/a/b", "panic/a/b"));
        assert!(matches("panic/*/b", "panic/anything/b"));
        assert!(matches("panic/be*-2gib", "panic/beyond-plus-2gib"));
        assert!(matches("*a*", "banana"));
        assert!(!matches("panic/*", "panic/a/b"));
        assert!(!matches("panic/a", "panic/ab"));
        assert!(!matches("panic/a/b", "panic/a"));
    }
}
