//! What checking a case gave.

use crate::oracle::Finding;

/// How much was done for a verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Functions linked.
    pub functions: u64,
    /// Calls, tail calls and returns checked.
    pub calls_checked: u64,
    /// Relocations audited.
    pub relocations_checked: u64,
    /// Instructions executed.
    pub instructions: u64,
    /// Placement edges that held.
    pub satisfied_edges: u64,
    /// Placement edges that could not be had.
    pub dropped_edges: u64,
}

/// The verdict on a case. It depends on the case alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is wrong, earliest first; the first one names the bucket, the others are its consequences.
    pub findings: Vec<Finding>,
    /// What is wrong with the case once the edge that stopped it was taken away; empty if it was not stopped.
    pub eased_findings: Vec<Finding>,
    /// Why Cranelift refused the case, if it did so cleanly.
    pub unsupported: Option<String>,
    /// Whether the case was never executed, because a finding stopped it.
    pub masked: bool,
    /// How much was done.
    pub counts: Counts,
}

impl Verdict {
    /// The findings that name buckets: the first one, and the first one behind the edge that stopped the case.
    pub fn buckets(&self) -> impl Iterator<Item = &Finding> {
        let first = self.findings.first();
        first.into_iter().chain(self.eased_findings.first())
    }

    /// Whether nothing is wrong.
    pub fn passed(&self) -> bool {
        self.buckets().next().is_none()
    }
}
