//! What buckets are called.
//!
//! Oracles say what was violated, and know of no bug. Here, where findings become a verdict, those
//! of a known issue may get a bucket of their own, so that it does not hide what else violates the
//! same rule.

use super::Checker;
use crate::case::Case;
use crate::known::Facts;
use crate::oracle::Finding;

impl Checker {
    /// Gives a finding about `case` the key that a known issue has for it, if one has.
    pub(super) fn refine(&self, case: &Case, finding: &mut Finding) {
        let facts = Facts {
            case,
            function: finding.at.function,
            accessed: finding.at.accessed,
        };
        if let Some(suffix) = self.known.suffix(&finding.key, &facts) {
            finding.key = finding.key.clone().refined(suffix);
        }
    }
}
