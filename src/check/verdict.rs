//! The result of checking a case.

use crate::case::Case;
use crate::link::LinkMap;
use crate::oracle::{Finding, Key};
use crate::run::Observed;
use serde::{Deserialize, Serialize};

/// How much work a verdict took.
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
    /// Distance goals that held.
    pub satisfied_edges: u64,
    /// Distance goals that could not be satisfied.
    pub dropped_edges: u64,
    /// Variants checked. The other counts leave them out.
    pub variants: u64,
}

/// Why a verdict has findings about another case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The checked case was stopped before execution; this case lacks the goal or shape that did
    /// it.
    Eased,
    /// This case is a variant of it, by the variation of this name, and has to behave the same.
    Varied(&'static str),
    /// This case was executed, and differs from its variant by the variation of this name.
    Compared(&'static str),
    /// This case was executed, and a sampled oracle looked at it again.
    Asked,
}

/// A case beside the one that was to be checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Beside {
    /// The other case.
    pub case: Case,
    /// Why it was checked.
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

/// The verdict on a case. It depends on the case alone, except for addresses in findings, which are
/// those of the checker's arena.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is wrong, earliest first. The first one names the bucket; the others are its
    /// consequences.
    pub findings: Vec<Finding>,
    /// Other cases that were checked for this one: first eased forms, one after another until one
    /// was executed; then variants, but only those that fall into another bucket.
    pub beside: Vec<Beside>,
    /// Why Cranelift cleanly refused the case, or which instruction the machine lacks.
    pub unsupported: Option<String>,
    /// The same for variants, and whatever else kept a sampled oracle from judging.
    pub variants_unsupported: Vec<String>,
    /// Whether neither the case nor an eased form was executed, because findings stopped them.
    pub masked: bool,
    /// How much work it took.
    pub counts: Counts,
}

impl Verdict {
    /// The findings that name buckets: the first one about the case, and the first one about each
    /// case beside it. The same thing may stop an eased case again, so each bucket is named once.
    pub fn buckets(&self) -> impl Iterator<Item = &Finding> {
        self.parts().enumerate().filter_map(|(number, part)| {
            let bucket = part.first()?;
            let mut earlier = self.parts().take(number).filter_map(<[Finding]>::first);
            (!earlier.any(|other| other.key == bucket.key)).then_some(bucket)
        })
    }

    /// The same findings, each with the case that it is about. `case` is the one that was checked.
    pub fn buckets_of<'v>(
        &'v self,
        case: &'v Case,
    ) -> impl Iterator<Item = (&'v Case, &'v Finding)> {
        let cases = std::iter::once(case).chain(self.beside.iter().map(|b| &b.case));
        let firsts = cases.zip(self.parts().map(<[Finding]>::first));
        // Each bucket is the first finding of some part: the part that it is borrowed from.
        let mut buckets = self.buckets().peekable();
        firsts.filter_map(move |(case, first)| {
            let bucket = buckets.next_if(|&b| first.is_some_and(|f| std::ptr::eq(b, f)))?;
            Some((case, bucket))
        })
    }

    /// What was found about the case itself, and about each case beside.
    fn parts(&self) -> impl Iterator<Item = &[Finding]> {
        let beside = self.beside.iter().map(|b| &b.findings[..]);
        std::iter::once(&self.findings[..]).chain(beside)
    }

    /// The eased forms of the case.
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

    /// Adds findings of sampled oracles, if they name a new bucket.
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
        self.satisfied_edges += map.satisfied_goals();
        self.dropped_edges += map.dropped_goals();
    }

    /// Adds what was executed.
    pub(super) fn add_executed(&mut self, observed: &Observed) {
        self.calls_checked += observed.events.len() as u64;
        self.instructions += observed.retired;
    }

    /// Adds the counts of another case.
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
