//! From expectation and observation to findings.
//!
//! *Problem.* A wrong call shows in many ways: a lost register, a wrong value, a fault three calls
//! later. A report needs the first thing that went wrong, and the rule that it violates.
//!
//! *Idea.* One oracle a file. Each opens with its theory: what it proves, what it cannot see, and
//! its source. An oracle is a pure function of the [`Evidence`]. Findings with a place in the trace
//! are sorted by it. The first one names the bucket, and those after it are its consequences.
//! Conformance findings come last, because nothing in the trace follows from them.
//!
//! *Invariant.* No oracle asks Cranelift for an expectation.
//!
//! *Limits.* Each rule reports its first violation only. Which findings are known is not decided
//! here.

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
pub(crate) use edge::{layouts as layouts_at, name as name_of};
pub use finding::{Class, Finding, Locus};
pub use frame_offset::FrameOffsets;
pub use key::{Key, Oracle};
pub use link::failure;
pub use relocation::audit;
pub use site::sites;
pub(crate) use stack::{expected_ra, expected_sp};
pub use stack_limit::{Extents, Limited};
pub use unwind::Unwinding;

use crate::case::Case;
use crate::link::{LinkMap, TrapKind};
use crate::model::{End, Trace};
use crate::run::{Layouts, Observed, Outcome};
use std::collections::HashSet;

/// What oracles look at after a case was executed.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'e> {
    /// The case.
    pub case: &'e Case,
    /// Where the ABI tables put its values.
    pub layouts: &'e Layouts,
    /// Who lies where.
    pub map: &'e LinkMap,
    /// What the model expects.
    pub expected: &'e Trace,
    /// What the executor saw.
    pub observed: &'e Observed,
}

impl Evidence<'_> {
    /// Whether execution ended by the trap that the model expects.
    fn trapped_as_expected(&self) -> bool {
        match (self.expected.end, &self.observed.outcome) {
            (End::Trapped { function, code }, Outcome::Trapped { trap, .. }) => {
                (trap.function, &trap.kind) == (function, &TrapKind::Asked(code))
            }
            // QEMU as a process says no more of a trap.
            (End::Trapped { .. }, Outcome::Signal(signal)) => *signal == libc::SIGILL,
            _ => false,
        }
    }
}

/// A rule that judges an execution: gives the first violation.
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

/// The findings of all oracles that judge an execution, earliest first. Conformance findings come
/// last: nothing follows from them, and they must not hide anything.
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
