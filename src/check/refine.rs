//! Refined bucket keys.
//!
//! Oracles say which rule was violated, and know of no bug. Where findings become a verdict, those
//! of a known issue may get a longer key. Then that issue does not hide other violations of the
//! same rule.

use super::Checker;
use crate::case::Case;
use crate::known::Facts;
use crate::oracle::Finding;

impl Checker {
    /// Refines the key of a finding about `case`, if a known issue asks for it.
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
