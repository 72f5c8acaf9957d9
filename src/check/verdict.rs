//! What checking a case gave.

use crate::case::Case;
use crate::oracle::Finding;
use serde::{Deserialize, Serialize};

/// How much was done for a verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// A case that was checked in place of another, because that one was stopped before execution.
#[derive(Clone, PartialEq, Eq)]
pub struct Eased {
    /// The case that was executed.
    pub case: Case,
    /// What is wrong with it, earliest first.
    pub findings: Vec<Finding>,
}

impl std::fmt::Debug for Eased {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Eased").field(&self.findings).finish()
    }
}

/// The verdict on a case. It depends on the case alone, but for the addresses in findings, which are those of the checker's arena.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is wrong, earliest first; the first one names the bucket, the others are its consequences.
    pub findings: Vec<Finding>,
    /// The case without the edge that stopped it, and what is wrong with that one; again and again while it was stopped.
    pub eased: Vec<Eased>,
    /// Why Cranelift refused the case, if it did so cleanly, or which instruction the machine lacks.
    pub unsupported: Option<String>,
    /// Whether the case was never executed, because a finding stopped it.
    pub masked: bool,
    /// How much was done.
    pub counts: Counts,
}

impl Verdict {
    /// The findings that name buckets: the first one, and the first one behind each edge that stopped the case.
    pub fn buckets(&self) -> impl Iterator<Item = &Finding> {
        let eased = self.eased.iter().filter_map(|eased| eased.findings.first());
        self.findings.first().into_iter().chain(eased)
    }

    /// Whether one of the buckets has this key.
    pub fn falls_into(&self, key: &str) -> bool {
        self.buckets().any(|finding| finding.key == key)
    }

    /// Whether nothing is wrong.
    pub fn passed(&self) -> bool {
        self.buckets().next().is_none()
    }
}

impl Counts {
    /// Adds another case's counts.
    pub fn add(&mut self, other: &Counts) {
        self.functions += other.functions;
        self.calls_checked += other.calls_checked;
        self.relocations_checked += other.relocations_checked;
        self.instructions += other.instructions;
        self.satisfied_edges += other.satisfied_edges;
        self.dropped_edges += other.dropped_edges;
    }
}
