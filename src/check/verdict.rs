//! What checking a case gave.

use crate::case::Case;
use crate::link::LinkMap;
use crate::oracle::{Finding, Key};
use crate::run::Observed;
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
    /// Variants checked. What was done for them is not in the other numbers.
    pub variants: u64,
}

/// Why there are findings about another case than the one to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// That one was stopped before execution, and this one is without the edge that did it.
    Eased,
    /// This one is that variation of it, and has to behave the same.
    Varied(&'static str),
    /// This one was executed, and differs from that variation of it.
    Compared(&'static str),
    /// This one was executed, and a sampled oracle looked at it once more.
    Asked,
}

/// A case beside the one to be checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Beside {
    /// The case that was executed.
    pub case: Case,
    /// How it came to be checked.
    pub why: Why,
    /// What is wrong with it, earliest first.
    pub findings: Vec<Finding>,
}

impl std::fmt::Debug for Beside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut tuple = f.debug_tuple("Beside");
        tuple.field(&self.why).field(&self.findings).finish()
    }
}

/// The verdict on a case. It depends on the case alone, but for the addresses in findings, which are those of the checker's arena.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is wrong, earliest first; the first one names the bucket, the others are its consequences.
    pub findings: Vec<Finding>,
    /// Other cases that were checked for this one: first the case without the edge that stopped it, again and again while it was stopped; then variants, but
    /// only those that fall into another bucket.
    pub beside: Vec<Beside>,
    /// Why Cranelift refused the case, if it did so cleanly, or which instruction the machine lacks.
    pub unsupported: Option<String>,
    /// The same of variants, and what else kept a sampled oracle from judging.
    pub variants_unsupported: Vec<String>,
    /// Whether the case was never executed, because a finding stopped it.
    pub masked: bool,
    /// How much was done.
    pub counts: Counts,
}

impl Verdict {
    /// The findings that name buckets: the first one, and the first one about each case beside.
    pub fn buckets(&self) -> impl Iterator<Item = &Finding> {
        let beside = self.beside.iter().filter_map(|b| b.findings.first());
        self.findings.first().into_iter().chain(beside)
    }

    /// The same, each with the case that it is about; `case` is the one that was checked.
    pub fn buckets_of<'v>(
        &'v self,
        case: &'v Case,
    ) -> impl Iterator<Item = (&'v Case, &'v Finding)> {
        let own = self.findings.first().map(|finding| (case, finding));
        let beside = self.beside.iter();
        let beside = beside.filter_map(|b| Some((&b.case, b.findings.first()?)));
        own.into_iter().chain(beside)
    }

    /// What became of the case without the edges that stopped it.
    pub fn eased(&self) -> impl DoubleEndedIterator<Item = &Beside> {
        self.beside.iter().filter(|b| b.why == Why::Eased)
    }

    /// Whether one of the buckets has this key, given as such or as its text.
    pub fn falls_into<K: ?Sized>(&self, key: &K) -> bool
    where
        Key: PartialEq<K>,
    {
        self.buckets().any(|finding| finding.key == *key)
    }

    /// Whether nothing is wrong.
    pub fn passed(&self) -> bool {
        self.buckets().next().is_none()
    }

    /// Takes findings of sampled oracles in, if they name a bucket that is not there yet.
    pub(super) fn add(&mut self, beside: Beside) {
        let bucket = beside.findings.first();
        if bucket.is_some_and(|finding| !self.falls_into(&finding.key)) {
            self.beside.push(beside);
        }
    }
}

impl Counts {
    /// Adds what was linked.
    pub(super) fn add_linked(&mut self, map: &LinkMap) {
        self.functions += map.functions.len() as u64;
        self.satisfied_edges += map.satisfied_edges();
        self.dropped_edges += map.dropped_edges();
    }

    /// Adds what was executed.
    pub(super) fn add_executed(&mut self, observed: &Observed) {
        self.calls_checked += observed.events.len() as u64;
        self.instructions += observed.retired;
    }

    /// Adds another case's counts.
    pub fn add(&mut self, other: &Counts) {
        self.functions += other.functions;
        self.calls_checked += other.calls_checked;
        self.relocations_checked += other.relocations_checked;
        self.instructions += other.instructions;
        self.satisfied_edges += other.satisfied_edges;
        self.dropped_edges += other.dropped_edges;
        self.variants += other.variants;
    }
}
