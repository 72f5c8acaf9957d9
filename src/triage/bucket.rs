//! The bucket that a command is about.

use crate::case::Case;
use crate::check::Verdict;
use crate::known::known_issue;
use crate::oracle::Finding;

/// The bucket of `case` with this key; without a key, the first that is no known issue's, else the
/// first. With it comes the case that it is about: `case`, or one that was checked beside it.
pub fn bucket<'v>(
    verdict: &'v Verdict,
    case: &'v Case,
    key: Option<&str>,
) -> Option<(&'v Case, &'v Finding)> {
    let mut buckets = verdict.buckets_of(case);
    match key {
        Some(key) => buckets.find(|(_, finding)| finding.key == *key),
        None => {
            let new = buckets.find(|(_, finding)| known_issue(&finding.key).is_none());
            new.or_else(|| verdict.buckets_of(case).next())
        }
    }
}
