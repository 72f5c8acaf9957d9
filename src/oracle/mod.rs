//! From expectation and observation to findings.
//!
//! *Idea.* One oracle a file, each opening with its theory: what it proves, what it cannot see, its source. An oracle is a pure function of
//! the [`Evidence`]. Findings that have a place in the trace are ordered by it, and those behind the first are its consequences: the first
//! one names the bucket. Conformance has no consequences in the trace, and comes last.
//!
//! *Invariant.* No oracle asks Cranelift for an expectation.

mod address;
mod call_site;
mod code;
mod control_flow;
mod edge;
mod extension;
mod finding;
mod frame;
mod frame_offset;
pub mod key;
mod link;
mod memory;
pub mod metamorphic;
mod outcome;
mod preserved;
mod psabi;
mod relocation;
mod site;
mod stack;
mod stack_limit;
mod unwind;

pub use call_site::call_sites;
pub use finding::{Class, Finding, Locus};
pub use frame_offset::FrameOffsets;
pub use key::{Key, Oracle};
pub use link::failure;
pub use relocation::audit;
pub use site::sites;
pub use stack_limit::{Extents, Limited};
pub use unwind::Unwinding;

use crate::case::Case;
use crate::link::LinkMap;
use crate::model::Trace;
use crate::run::{Layouts, Observed};
use std::collections::HashSet;

/// What oracles look at once a case was executed.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'e> {
    /// The case.
    pub case: &'e Case,
    /// The ABI tables' answers for it.
    pub layouts: &'e Layouts,
    /// Who lies where.
    pub map: &'e LinkMap,
    /// What the model expects.
    pub expected: &'e Trace,
    /// What the executor saw.
    pub observed: &'e Observed,
}

/// A rule of an oracle that judges an execution: the first thing that is against it.
pub type Rule = fn(&Evidence<'_>) -> Option<Finding>;

/// Every rule that judges an execution, with the file of its oracle.
pub const RULES: [(&str, Rule); 14] = [
    ("edge", edge::judge),
    ("stack", stack::judge),
    ("preserved", preserved::judge),
    ("extension", extension::judge),
    ("frame", frame::judge),
    ("frame", frame::missing_probes),
    ("frame", frame::probes_out_of_order),
    ("outcome", outcome::judge),
    ("control_flow", control_flow::judge),
    ("control_flow", control_flow::misread),
    ("memory", memory::judge),
    ("extension", extension::results_in_memory),
    ("psabi", psabi::preserved_registers),
    ("psabi", psabi::arguments),
];

/// The findings of all oracles that judge an execution, earliest first; those about conformance last, because nothing follows from them and
/// they must not hide anything.
pub fn judge(evidence: &Evidence<'_>) -> Vec<Finding> {
    let rules = RULES.iter();
    let mut findings: Vec<Finding> = rules.filter_map(|(_, rule)| rule(evidence)).collect();
    findings.sort_by_key(|finding| {
        let is_conformance = finding.class == Class::Conformance;
        (is_conformance, finding.at.event.unwrap_or(usize::MAX))
    });
    findings
}

/// The first finding of each key.
fn one_of_each_key(mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut keys = HashSet::new();
    findings.retain(|finding| keys.insert(finding.key.clone()));
    findings
}
