//! What trying a fix shows.

use super::trial::Keys;
use crate::known::{Known, KnownIssue};
use serde::Serialize;

/// What trying the fix of a known issue showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The issue.
    pub slug: &'static str,
    /// The result.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The result of trying a fix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// It does what it says, and nothing else.
    Proven {
        /// The number of its edits.
        edits: usize,
        /// Other issues that it mends as well, as it says.
        also: Vec<String>,
        /// The known issues whose cases do as without it.
        others: usize,
        /// The counts of filetests, which are those without it; none if none were run.
        filetests: Option<String>,
    },
    /// It does something else.
    Refuted {
        /// What, each in one line.
        problems: Vec<String>,
    },
    /// It is a question of design, for this reason.
    Design {
        /// The reason.
        reason: String,
    },
    /// There is no `fix.json`.
    Missing,
    /// The linked Cranelift does not have the issue.
    NotInForce,
}

impl Proof {
    /// Whether the fix does something else than it says.
    pub fn is_refuted(&self) -> bool {
        matches!(self.outcome, Outcome::Refuted { .. })
    }
}

/// What the cases of the known issues do with a fix, and without.
#[derive(Debug)]
pub(super) struct Comparison<'c> {
    pub(super) known: &'c Known,
    pub(super) without: &'c Keys,
    pub(super) with: &'c Keys,
}

impl Comparison<'_> {
    /// What is not as the fix of `issue`, which mends the issues of `also` as well, should have it.
    pub(super) fn problems(&self, issue: &KnownIssue, also: &[String]) -> Vec<String> {
        let is_mended = |other: &&KnownIssue| {
            other.slug == issue.slug || also.iter().any(|slug| slug == other.slug)
        };
        let all = self.known.issues();
        let mended: Vec<&KnownIssue> = all.iter().filter(is_mended).collect();
        let problem = |other: &KnownIssue| {
            if is_mended(&other) {
                self.left(other)
            } else {
                self.changed(other, &mended)
            }
        };
        all.iter().filter_map(problem).collect()
    }

    /// What the case of a mended issue still shows: its own buckets, or new ones.
    fn left(&self, issue: &KnownIssue) -> Option<String> {
        let slug = issue.slug;
        let keys = of(self.with, slug);
        let own = keys.iter().find(|key| issue.matches(key));
        if let Some(own) = own {
            return Some(format!("the case of {slug} still has {own}"));
        }
        let is_new = |key: &&String| self.known.issue(key).is_none();
        let new = keys.iter().find(is_new)?;
        Some(format!("the case of {slug} now has {new}, which is new"))
    }

    /// How the case of another issue differs, besides what it showed of the mended ones.
    fn changed(&self, issue: &KnownIssue, mended: &[&KnownIssue]) -> Option<String> {
        let slug = issue.slug;
        let stays = |key: &&String| mended.iter().all(|mended| !mended.matches(key));
        let without: Vec<String> = of(self.without, slug)
            .iter()
            .filter(stays)
            .cloned()
            .collect();
        let with = of(self.with, slug);
        (without != with).then(|| {
            format!(
                "the case of {slug} has {} instead of {}",
                listed(with),
                listed(&without)
            )
        })
    }
}

fn of<'k>(keys: &'k Keys, slug: &str) -> &'k [String] {
    keys.get(slug).map_or(&[], Vec::as_slice)
}

fn listed(keys: &[String]) -> String {
    if keys.is_empty() {
        "no finding".to_owned()
    } else {
        keys.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::Cranelift;
    use semver::Version;

    fn known() -> Known {
        let text = |key: &str| -> &'static str {
            format!(
                "title = 't'\nclass = 'crash'\nkeys = ['{key}']\nversions = '>=0.1.0'\n\
                 found = 'now'\nconfirmed_by = 'x'\ncause = 'a.rs'\n"
            )
            .leak()
        };
        let files = [
            ("a", text("own"), &[][..], None),
            ("b", text("other"), &[], None),
        ];
        let cranelift = Cranelift {
            version: Version::new(0, 135, 8),
            commit: None,
            fixed: Vec::new(),
        };
        Known::read(&files, &cranelift).expect("two issues")
    }

    fn keys(a: &[&str], b: &[&str]) -> Keys {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Keys::from([("a".to_owned(), owned(a)), ("b".to_owned(), owned(b))])
    }

    fn problems(with: &Keys, also: &[&str]) -> Vec<String> {
        // The case of b shows a, too.
        let (known, without) = (known(), keys(&["own"], &["other", "own"]));
        let comparison = Comparison {
            known: &known,
            without: &without,
            with,
        };
        let also: Vec<String> = also.iter().map(|slug| (*slug).to_owned()).collect();
        comparison.problems(&known.issues()[0], &also)
    }

    #[test]
    fn a_fix_ends_its_own_bucket_and_changes_nothing_else() {
        assert_eq!(problems(&keys(&[], &["other"]), &[]), [""; 0]);
        // What another issue explains may remain.
        assert_eq!(problems(&keys(&["other"], &["other"]), &[]), [""; 0]);
        assert_eq!(problems(&keys(&[], &[]), &["b"]), [""; 0]);
    }

    #[test]
    fn what_a_fix_leaves_adds_or_changes_beside_is_told() {
        for (a, b, also, words) in [
            (&["own"][..], &["other"][..], &[][..], "a still has own"),
            (&["odd"], &["other"], &[], "a now has odd, which is new"),
            (&[], &[], &[], "b has no finding instead of other"),
            (&[], &["other"], &["b"], "b still has other"),
            (
                &[],
                &["other", "own"],
                &[],
                "b has other, own instead of other",
            ),
        ] {
            let said = problems(&keys(a, b), also);
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].contains(words), "{said:?}");
        }
    }
}
