//! Which Cranelifts have an issue.
//!
//! *Problem.* A checkout calls itself `0.136.0-dev` on every commit between two releases, and
//! [`semver::VersionReq`] matches no such version unless the range itself names one.
//!
//! *Idea.* A range is a list of bounds. Versions are compared by their precedence (SemVer 2.0.0,
//! section 11): 0.135.8 < 0.136.0-dev < 0.136.0. So everything between two affected releases is
//! affected, and `<0.136.0-dev` ends a range before the first commit after 0.135. Many commits
//! share one such version. Those that have the issue although the range leaves their version out
//! are listed one by one.

use crate::version::Cranelift;
use semver::Version;
use serde::Deserialize;
use std::fmt;

/// A range of versions, written `>=0.135.0, <0.138.0`: the versions within all bounds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Versions(Vec<(Bound, Version)>);

/// The side of a version on which a range lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// `>=`
    From,
    /// `>`
    Behind,
    /// `<=`
    UpTo,
    /// `<`
    Before,
    /// `=`
    At,
}

impl Bound {
    /// As it is written. A sign comes before those that it begins with.
    const ALL: [(&str, Bound); 5] = [
        (">=", Bound::From),
        (">", Bound::Behind),
        ("<=", Bound::UpTo),
        ("<", Bound::Before),
        ("=", Bound::At),
    ];

    fn holds(self, version: &Version, end: &Version) -> bool {
        let order = version.cmp_precedence(end);
        match self {
            Bound::From => order.is_ge(),
            Bound::Behind => order.is_gt(),
            Bound::UpTo => order.is_le(),
            Bound::Before => order.is_lt(),
            Bound::At => order.is_eq(),
        }
    }
}

impl Versions {
    /// Whether `version` is in the range.
    pub fn has(&self, version: &Version) -> bool {
        let mut bounds = self.0.iter();
        bounds.all(|(bound, end)| bound.holds(version, end))
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (bound, end)) in self.0.iter().enumerate() {
            let written = Bound::ALL.iter().find(|(_, b)| b == bound);
            let (sign, _) = written.expect("every bound is in the table");
            write!(f, "{}{sign}{end}", if n > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

/// The text is no range of versions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionsError {
    /// A bound without a sign.
    #[error("`{0}` is no bound: write one of >=, >, <=, <, = and a version, as in `>=0.135.0`")]
    Bound(String),
    /// No whole version behind the sign.
    #[error("`{0}` has no version: write all of its three numbers, as in `>=0.135.0`")]
    Version(String),
}

impl TryFrom<String> for Versions {
    type Error = VersionsError;

    fn try_from(text: String) -> Result<Versions, VersionsError> {
        let bounds = text.split(',').map(|bound| {
            let bound = bound.trim();
            let mut signs = Bound::ALL.iter();
            let sign = signs.find_map(|&(sign, b)| Some((b, bound.strip_prefix(sign)?)));
            let (sign, version) = sign.ok_or(VersionsError::Bound(bound.to_owned()))?;
            let version = Version::parse(version.trim())
                .map_err(|_| VersionsError::Version(bound.to_owned()))?;
            Ok((sign, version))
        });
        bounds.collect::<Result<_, _>>().map(Versions)
    }
}

/// A commit of a checkout, or a prefix of its hash.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Commit(String);

impl Commit {
    /// Fewest digits.
    const MIN: usize = 7;
    /// Digits of a whole hash.
    const MAX: usize = 40;

    /// Whether `cranelift` is this commit.
    pub fn is_of(&self, cranelift: &Cranelift) -> bool {
        let commit = cranelift.commit.as_ref();
        commit.is_some_and(|commit| commit.starts_with(&self.0))
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no commit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no commit: write 7 to 40 of its digits, in small letters")]
pub struct CommitError(String);

impl TryFrom<String> for Commit {
    type Error = CommitError;

    fn try_from(text: String) -> Result<Commit, CommitError> {
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        let fits = (Commit::MIN..=Commit::MAX).contains(&text.len());
        if fits && text.chars().all(is_digit) {
            Ok(Commit(text))
        } else {
            Err(CommitError(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Versions {
        Versions::try_from(text.to_owned()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn has(text: &str, version: &str) -> bool {
        range(text).has(&Version::parse(version).expect("a version"))
    }

    #[test]
    fn a_version_before_a_release_lies_between_the_releases_around_it() {
        for version in ["0.135.0", "0.135.8", "0.136.0-dev", "0.136.0", "0.137.1"] {
            assert!(has(">=0.135.0, <0.138.0", version), "{version}");
            assert!(has(">=0.135.0", version), "{version}");
        }
        for version in ["0.134.9", "0.135.0-dev", "0.138.0", "1.0.0"] {
            assert!(!has(">=0.135.0, <0.138.0", version), "{version}");
        }
        // A pre-release comes before its release.
        assert!(has("<0.138.0", "0.138.0-dev"));
        assert!(!has("<0.138.0-dev", "0.138.0-dev"));
        assert!(has(">=0.136.0-dev", "0.136.0-dev"));
    }

    #[test]
    fn every_bound_means_what_its_sign_says() {
        for (sign, expected) in [
            (">=", [false, true, true]),
            (">", [false, false, true]),
            ("<=", [true, true, false]),
            ("<", [true, false, false]),
            ("=", [false, true, false]),
        ] {
            let range = format!("{sign}0.136.0");
            let has = ["0.135.8", "0.136.0", "0.137.1"].map(|version| has(&range, version));
            assert_eq!(has, expected, "{sign}");
        }
        // Build metadata has no precedence.
        assert!(has("=0.136.0", "0.136.0+fast"));
    }

    #[test]
    fn what_is_written_is_what_is_shown() {
        for text in [">=0.135.0, <0.138.0-dev", "=0.136.0", ">0.1.2, <=3.0.0"] {
            assert_eq!(range(text).to_string(), text);
        }
        assert_eq!(
            range(" >= 0.135.0 ,<1.0.0").to_string(),
            ">=0.135.0, <1.0.0"
        );
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "0.135.8", "~0.135.0", ">=0.135.0,", "*"] {
            let error = Versions::try_from(text.to_owned());
            assert!(matches!(error, Err(VersionsError::Bound(_))), "{text}");
        }
        for text in [">=0.135", "<next", ">="] {
            let error = Versions::try_from(text.to_owned());
            assert!(matches!(error, Err(VersionsError::Version(_))), "{text}");
        }
    }

    #[test]
    fn a_commit_is_told_by_its_beginning() {
        const WHOLE: &str = "897fb1ad91c9e9c4987ab817f226b058c7fea710";
        let cranelift = |commit: Option<&str>| Cranelift {
            version: Version::new(0, 136, 0),
            commit: commit.map(str::to_owned),
            fixed: Vec::new(),
        };
        for text in ["897fb1ad91", "897fb1a", WHOLE] {
            let commit = Commit::try_from(text.to_owned()).expect("a commit");
            assert!(commit.is_of(&cranelift(Some(WHOLE))));
            assert!(!commit.is_of(&cranelift(Some("0123456789"))));
            assert!(!commit.is_of(&cranelift(None)));
        }
        for text in ["", "897fb1", "897FB1AD91", "main", &WHOLE.repeat(2)] {
            assert!(Commit::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
