//! The oracle of stack limits: a function traps before it makes a frame that goes below its limit,
//! and only then.
//!
//! *Proves.* A case whose functions check the limit of their stack is run again, with limits that
//! its frames just keep or just break. The first function that would break the limit traps: in its
//! prologue, before it goes further down than the saved `ra` and `s0`, at an instruction that
//! Cranelift records as a stack overflow. All crossings before that are unchanged. Where no frame
//! breaks the limit, nothing traps, and data ends as it did. A frame goes down to the lowest `sp`
//! that was seen in the same activation in the run without a trap. A function that calls also
//! leaves room for what its callee saves first. What a probe touches is no part of a frame.
//!
//! *Cannot see.* A check that is up to 16 bytes too strict in an activation that makes no call,
//! though its function might; one that is too lax by as much there, if the function probes. A check
//! in a function that makes no frame and at most tail-calls. A function whose limit an earlier one
//! breaks first. The register that the check destroys, which shows at crossings. Limits within 32
//! KiB of the end of the address space, where the sum of limit and frame may overflow, as Cranelift
//! says.
//!
//! *Source.* `gen_prologue` and `insert_stack_check` (cranelift-codegen, `src/machinst/abi.rs`):
//! "The stack limit check needs to cover all the stack adjustments we might make, up to the next
//! stack limit check in any function we call"; "Leaf functions with zero stack don't need a stack
//! check"; `TrapCode::STACK_OVERFLOW`. All zeros are defined to be illegal: ISA, "Expanded
//! Instruction-Length Encoding".

use super::edge::name;
use super::key::{Key, LimitKey, StackKey};
use super::{Class, Finding, Locus};
use crate::abi::IntReg;
use crate::case::{Case, FuncId};
use crate::link::{LinkMap, TrapKind};
use crate::model::Crossing;
use crate::run::{CrossingObserver, Event, Observed, Outcome};
use farcall_machine::{Fault, Hart, Memory};
use std::collections::BTreeSet;

/// Bytes for the saved `ra` and `s0`, which the prologue takes before the check. Callers leave room
/// for them.
const LINKAGE: u64 = 16;
/// The highest limit with which the check still works. Some embedders interrupt code by setting
/// such a limit.
const HIGHEST: u64 = 0u64.wrapping_sub(32 * 1024);

/// How far down the frames of a run go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extents {
    /// For each function, whether it checks its limit.
    checks: Vec<bool>,
    /// For each function, whether it has no call site.
    leaves: Vec<bool>,
    /// Whether functions probe the stack.
    probes: bool,
    activations: Vec<Activation>,
    /// Indices of activations that have not ended, the innermost last.
    active: Vec<usize>,
    /// Events seen so far.
    events: usize,
}

/// From the entry of a function to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Activation {
    function: FuncId,
    /// Index of the event that enters it.
    event: usize,
    entry_sp: u64,
    /// The lowest `sp` at any instruction.
    lowest_sp: u64,
    /// The lowest `sp` at a call, if it made one.
    calls_at: Option<u64>,
    checks: bool,
    /// Whether its function has no call site.
    leaf: bool,
    /// Whether it may probe as far down as its callees save registers.
    probes: bool,
}

impl Activation {
    /// The highest limit that it certainly keeps.
    fn keeps(&self) -> u64 {
        let lowest = self.calls_at.unwrap_or(self.lowest_sp);
        lowest.saturating_sub(if self.leaf { 0 } else { LINKAGE })
    }

    /// The lowest limit that it certainly breaks; none if it makes no frame and no call, so that it
    /// needs no check.
    fn breaks(&self) -> Option<u64> {
        let frame = self.lowest_sp.saturating_add(LINKAGE) < self.entry_sp;
        let probed = self.probes && !self.leaf;
        let slack = if probed { LINKAGE } else { 0 };
        match self.calls_at {
            Some(_) => Some(self.keeps() + 1),
            None => frame.then_some(self.lowest_sp + slack + 1),
        }
    }

    /// Whether a check of this limit has to fail.
    fn must_trap(&self, limit: u64) -> bool {
        self.checks && self.breaks().is_some_and(|lowest| limit >= lowest)
    }

    /// Whether a check of this limit may fail.
    fn may_trap(&self, limit: u64) -> bool {
        self.checks && limit > self.keeps()
    }
}

impl Extents {
    /// Extents of a run of `case` that has not begun.
    pub fn new(case: &Case) -> Extents {
        let functions = case.functions.iter();
        let checks = functions.clone().map(|f| f.signature.checks_stack_limit());
        let leaves = functions.map(|f| f.calls().next().is_none());
        Extents {
            checks: checks.collect(),
            leaves: leaves.collect(),
            probes: case.target.probestack_log2 != 0,
            ..Extents::default()
        }
    }

    /// Limits that are worth a run: the highest, and for the first activation of each function
    /// those that it just keeps and just breaks.
    pub fn limits(&self) -> BTreeSet<u64> {
        let mut seen = BTreeSet::new();
        let mut limits = BTreeSet::new();
        for first in self.activations.iter().filter(|a| a.checks) {
            if seen.insert(first.function) {
                limits.extend([first.keeps(), HIGHEST]);
                limits.extend(first.breaks());
            }
        }
        limits
    }

    fn enter(&mut self, hart: &Hart, function: FuncId) {
        let sp = hart.x[IntReg::SP.index()];
        self.active.push(self.activations.len());
        self.activations.push(Activation {
            function,
            event: self.events,
            entry_sp: sp,
            lowest_sp: sp,
            calls_at: None,
            checks: self.checks[function as usize],
            leaf: self.leaves[function as usize],
            probes: self.probes,
        });
    }
}

impl CrossingObserver for Extents {
    fn crossed(&mut self, hart: &Hart, _: &Memory, event: &Event) {
        match (event.crossing, event.to) {
            (Crossing::Call, Some(callee)) => {
                if let Some(&caller) = self.active.last() {
                    // Callees that pop their arguments move sp between calls.
                    let sp = hart.x[IntReg::SP.index()];
                    let calls_at = &mut self.activations[caller].calls_at;
                    *calls_at = Some(calls_at.map_or(sp, |lowest| lowest.min(sp)));
                }
                self.enter(hart, callee);
            }
            (Crossing::TailCall, Some(callee)) => {
                self.active.pop();
                self.enter(hart, callee);
            }
            (Crossing::Return, _) => {
                self.active.pop();
            }
            (Crossing::Call | Crossing::TailCall, None) => {}
        }
        self.events += 1;
    }

    fn is_stepped(&self) -> bool {
        true
    }

    fn stepped(&mut self, hart: &Hart) {
        if let Some(&running) = self.active.last() {
            let lowest = &mut self.activations[running].lowest_sp;
            *lowest = (*lowest).min(hart.x[IntReg::SP.index()]);
        }
    }
}

/// A run of a case with some limit.
#[derive(Clone, Copy, Debug)]
pub struct Limited<'r> {
    /// The limit.
    pub limit: u64,
    /// What was seen.
    pub observed: &'r Observed,
    /// `sp` at the end.
    pub sp: u64,
}

impl Extents {
    /// What is wrong with `run`, compared with `base`, the run that these extents are of.
    pub fn judge(&self, map: &LinkMap, base: &Observed, run: &Limited<'_>) -> Option<Finding> {
        let limit = run.limit;
        let count = run.observed.events.len();
        let last = count.saturating_sub(1);
        if base.outcome != Outcome::Completed {
            return None;
        }
        let stopped = match &run.observed.outcome {
            Outcome::Completed => None,
            Outcome::Trapped { pc, .. } => Some(*pc),
            Outcome::Fault(Fault::Illegal { pc, encoding }) if encoding & 0xffff == 0 => Some(*pc),
            _ => return Some(self.wrong(LimitKey::ChangesTrace, run, last)),
        };
        // The activation at which the run stopped did trap.
        let has_passed = |a: &Activation| stopped.is_none() || a.event < last;
        let mut activations = self.activations.iter();
        if let Some(missed) = activations.find(|a| has_passed(a) && a.must_trap(limit)) {
            return Some(self.wrong(LimitKey::NotChecked, run, missed.event));
        }
        let Some(pc) = stopped else {
            let is_same = *run.observed == *base;
            return (!is_same).then(|| self.wrong(LimitKey::ChangesTrace, run, last));
        };
        let events = &run.observed.events;
        let values = &run.observed.values;
        let is_same = base.events.starts_with(events) && base.values.starts_with(values);
        let mut activations = self.activations.iter();
        let entered = activations.find(|activation| activation.event == last);
        let what = match entered {
            Some(entered) if is_same => entered.trapped(map, pc, run)?,
            _ => LimitKey::ChangesTrace,
        };
        Some(self.wrong(what, run, last))
    }

    /// The finding about a run, at this event of the run that these extents are of.
    fn wrong(&self, what: LimitKey, run: &Limited<'_>, event: usize) -> Finding {
        let mut activations = self.activations.iter();
        let entered = activations.find(|activation| activation.event == event);
        let function = entered.map(|activation| activation.function);
        let frame = entered.map_or(String::new(), |a| {
            let (from, to) = (a.entry_sp, a.lowest_sp);
            format!(", whose frame goes from {from:#x} down to {to:#x}")
        });
        let (limit, outcome) = (run.limit, &run.observed.outcome);
        Finding {
            key: Key::Stack(StackKey::Limit(what)),
            class: Class::WrongCode,
            summary: format!(
                "with a stack limit of {limit:#x}, in {}{frame}: {outcome}",
                name(function)
            ),
            at: Locus {
                event: Some(event),
                function,
                ..Locus::default()
            },
        }
    }
}

impl Activation {
    /// What is wrong with a trap at `pc` in this activation.
    fn trapped(&self, map: &LinkMap, pc: u64, run: &Limited<'_>) -> Option<LimitKey> {
        if !self.may_trap(run.limit) {
            return Some(LimitKey::Early);
        }
        if run.sp.saturating_add(LINKAGE) < self.entry_sp {
            return Some(LimitKey::Late);
        }
        let is_recorded = map.trap_at(pc).is_some_and(|trap| {
            (trap.function, &trap.kind) == (self.function, &TrapKind::StackOverflow)
        });
        (!is_recorded).then_some(LimitKey::UnrecordedTrap)
    }
}
