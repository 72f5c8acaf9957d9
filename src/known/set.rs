//! What the known issues say about one Cranelift.

use super::condition::Facts;
use super::issue::KnownIssue;
use super::read::{File, IssueError, Mistake, read};
use super::throttle::Throttle;
use crate::case::{Case, FuncId};
use crate::version::{self, Cranelift};
use std::fmt::Display;
use std::sync::OnceLock;

/// Every issue of `triage/known/`.
const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/known.rs"));

/// Known issues. Those in force are those that one Cranelift has.
#[derive(Clone, Debug)]
pub struct Known {
    issues: Vec<KnownIssue>,
    /// Whether each issue is in force.
    in_force: Vec<bool>,
}

impl Known {
    /// The issues in `files`. Those that `cranelift` has are in force.
    ///
    /// # Errors
    /// If a description is malformed.
    pub fn read(files: &[File], cranelift: &Cranelift) -> Result<Known, IssueError> {
        let issues = files.iter().map(read).collect::<Result<_, _>>()?;
        let known = Known {
            issues,
            in_force: Vec::new(),
        };
        let known = known.about(cranelift);
        known.check_causes()?;
        Ok(known)
    }

    /// Each key belongs to at most one issue in force.
    fn check_causes(&self) -> Result<(), IssueError> {
        let issues: Vec<&KnownIssue> = self.in_force().collect();
        for (number, issue) in issues.iter().enumerate() {
            for other in &issues[..number] {
                if let Some((pattern, other_pattern)) = issue.shares(other) {
                    let mistake = Mistake::Shared {
                        pattern: pattern.to_owned(),
                        other_pattern: other_pattern.to_owned(),
                        other: other.slug,
                    };
                    let slug = issue.slug;
                    return Err(IssueError { slug, mistake });
                }
            }
        }
        Ok(())
    }

    /// The same issues. Those that `cranelift` has are in force.
    pub fn about(&self, cranelift: &Cranelift) -> Known {
        self.with(|issue| issue.is_in(cranelift))
    }

    /// The same issues, all in force.
    pub fn everywhere(&self) -> Known {
        self.with(|_| true)
    }

    fn with(&self, in_force: impl Fn(&KnownIssue) -> bool) -> Known {
        Known {
            issues: self.issues.clone(),
            in_force: self.issues.iter().map(in_force).collect(),
        }
    }

    /// Every issue, in force or not, by slug.
    pub fn issues(&self) -> &[KnownIssue] {
        &self.issues
    }

    /// The issues in force.
    pub fn in_force(&self) -> impl Iterator<Item = &KnownIssue> {
        let issues = self.issues.iter().zip(&self.in_force);
        issues.filter_map(|(issue, &in_force)| in_force.then_some(issue))
    }

    /// The issue in force that a bucket key belongs to, in this build.
    pub fn issue(&self, key: impl Display) -> Option<&KnownIssue> {
        self.issue_of(key, cfg!(debug_assertions))
    }

    /// The issue in force that a bucket key belongs to, in a build with or without debug
    /// assertions.
    pub fn issue_of(&self, key: impl Display, assertions: bool) -> Option<&KnownIssue> {
        let key = key.to_string();
        let mut issues = self.in_force();
        issues.find(|issue| issue.matches_with(&key, assertions))
    }

    /// The suffix for the key of a finding, if an issue in force refines it.
    pub fn suffix(&self, key: impl Display, facts: &Facts<'_>) -> Option<&str> {
        let key = key.to_string();
        let mut refinements = self.in_force().flat_map(|issue| &issue.description.refine);
        let refinement = refinements.find(|refinement| refinement.is_of(&key, facts))?;
        Some(&refinement.suffix)
    }

    /// The throttles in force, each with the slug of its issue.
    fn throttles(&self) -> impl Iterator<Item = (&'static str, &Throttle)> {
        self.in_force()
            .filter_map(|issue| Some((issue.slug, issue.description.throttle.as_ref()?)))
    }

    /// Removes from a legal case the throttled shapes of issues in force, unless the case is among
    /// the share that keeps them. For cases that are made, not for those that are read.
    pub fn throttle(&self, case: &mut Case) {
        for (slug, throttle) in self.throttles() {
            throttle.apply(slug, case);
        }
    }

    /// Removes from a variant of `case` the throttled shapes of issues in force that
    /// `case` itself does not have.
    pub fn limit(&self, case: &Case, variant: &mut Case) {
        for (_, throttle) in self.throttles() {
            throttle.limit(case, variant);
        }
    }

    /// Removes from `function` the shape that the issue of bucket `key` throttles. False if there
    /// is none, or no such issue is in force.
    pub fn ease(&self, case: &mut Case, function: FuncId, key: impl Display) -> bool {
        let issue = self.issue(key);
        let throttle = issue.and_then(|issue| issue.description.throttle.as_ref());
        throttle.is_some_and(|throttle| {
            throttle.take_away(case, |site| site.function == usize::from(function))
        })
    }
}

/// What is known about the linked Cranelift.
///
/// # Errors
/// If an `issue.toml` of this build is malformed.
pub fn embedded() -> Result<&'static Known, &'static IssueError> {
    static LINKED: OnceLock<Result<Known, IssueError>> = OnceLock::new();
    let linked = LINKED.get_or_init(|| Known::read(FILES, version::linked()));
    linked.as_ref()
}

/// What is known about the linked Cranelift.
///
/// # Panics
/// If an `issue.toml` of this build is malformed. The program calls [`embedded`] first, and a test
/// reads them all.
pub fn linked() -> &'static Known {
    embedded().unwrap_or_else(|error| panic!("{error}"))
}

/// The same issues, as if the linked Cranelift had them all.
pub fn everywhere() -> &'static Known {
    static EVERYWHERE: OnceLock<Known> = OnceLock::new();
    EVERYWHERE.get_or_init(|| linked().everywhere())
}

/// Every known issue, by slug, whether or not the linked Cranelift has it.
pub fn known_issues() -> &'static [KnownIssue] {
    linked().issues()
}

/// The known issue of the linked Cranelift that a bucket key belongs to, in this build.
pub fn known_issue(key: impl Display) -> Option<&'static KnownIssue> {
    linked().issue(key)
}

/// The known issue that it belongs to in a build with or without debug assertions.
pub fn known_issue_of(key: impl Display, assertions: bool) -> Option<&'static KnownIssue> {
    linked().issue_of(key, assertions)
}
