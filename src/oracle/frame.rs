//! The oracle of stack discipline: what a function may touch of the stack.
//!
//! *Proves.* Every store to the stack goes to the frame of the running function, to its own stack
//! arguments, or to the return area that it was handed. The frame goes down to sp, and stack
//! arguments belong to the callee. No load or store is below sp. Inline stack probes are the one
//! exception, where the case asks for them: stores of zero, before the first crossing of the
//! function, at multiples of the guard size below the start of its frame. No probe is missing, none
//! is elsewhere, and they come from the top down, so that no page of the guard region is skipped.
//!
//! *Cannot see.* A store to a wrong place inside the own frame, which shows as a wrong value later.
//! In a function that makes no call: a probe too many, and a missing probe if nothing so far down
//! is used. A probe of a region that was probed before, if it is among the last: the body may store
//! a zero at sp, too. Loads above sp. Accesses by atomic and vector instructions. Anything under QEMU.
//!
//! *Source.* RISC-V ELF psABI, "Integer Calling Convention": sp is the lower end of the frame, and
//! what lies below it does not persist; `docs/contract.md`, 3.9. StackProbes: Cranelift's settings
//! `enable_probestack`, `probestack_strategy` and `probestack_size_log2`.

use super::edge::name;
use super::key::{Key, ProbeKey, StackKey};
use super::outcome::ending;
use super::{Class, Evidence, Finding, Locus};
use crate::model::Crossing;
use crate::run::{Outcome, Prologue};
use farcall_machine::AccessKind;

/// Bytes between sp at the entry and the start of a frame that is large enough to be probed: the
/// saved ra and s0.
const LINKAGE: u64 = 16;

/// The access that ended execution, if one did.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    let Outcome::OutsideWindow { access, below_sp } = evidence.observed.outcome else {
        return None;
    };
    let what = match (access.kind, below_sp) {
        (AccessKind::Store, false) => StackKey::StoreOutsideFrame,
        (AccessKind::Store, true) => StackKey::StoreBelowSp,
        _ => StackKey::LoadBelowSp,
    };
    Some(ending(evidence, Key::Stack(what), Some(access.pc)))
}

/// The first function with a missing probe, or else with one where none belongs.
pub(super) fn missing_probes(evidence: &Evidence<'_>) -> Option<Finding> {
    first(evidence, |prologue, guard| {
        let seen = probed(prologue, guard);
        let frame = start(prologue).saturating_sub(prologue.probes.lowest_sp);
        let missing = (1..=frame / guard).find(|step| !seen.contains(step))?;
        Some((
            ProbeKey::Missing,
            format!(
                "{frame} bytes of frame, and nothing touches {} below it",
                missing * guard
            ),
        ))
    })
    .or_else(|| {
        first(evidence, |prologue, guard| {
            astray(evidence, prologue, guard)
        })
    })
}

/// The first function that probes a farther region before a nearer one.
pub(super) fn probes_out_of_order(evidence: &Evidence<'_>) -> Option<Finding> {
    first(evidence, |prologue, guard| {
        let mut seen = probed(prologue, guard);
        // The body may store a zero at sp, in a region that was probed. It does so after the last
        // probe, which may lie farther down: the frame counts the ra and s0 of callees.
        while let Some((last, earlier)) = seen.split_last()
            && earlier.contains(last)
        {
            seen.pop();
        }
        let pair = seen.windows(2).find(|pair| pair[0] >= pair[1])?;
        let [first, second] = [pair[0], pair[1]].map(|step| step * guard);
        Some((
            ProbeKey::OutOfOrder,
            format!("{first} below the frame is touched before {second}"),
        ))
    })
}

/// A probe at no multiple of the guard size, or below everything that the function uses. The latter
/// is known at a call only, where sp is at the lower end of the frame: a function without calls may
/// make room that it never touches.
fn astray(evidence: &Evidence<'_>, prologue: &Prologue, guard: u64) -> Option<(ProbeKey, String)> {
    let start = start(prologue);
    let event = evidence.observed.events.get(prologue.event);
    let calls = event.is_some_and(|event| event.crossing == Crossing::Call);
    // Cranelift counts the ra and s0 that a callee saves as part of the frame.
    let lowest = prologue.probes.lowest_sp.saturating_sub(LINKAGE);
    let is_astray = |&&address: &&u64| {
        let below = address < prologue.probes.lowest_sp;
        let is_step = start.wrapping_sub(address).is_multiple_of(guard);
        below && (!is_step || calls && address < lowest)
    };
    let address = prologue.probes.addresses.iter().find(is_astray)?;
    Some((
        ProbeKey::Astray,
        format!(
            "{:#x} bytes below the frame are touched",
            start.wrapping_sub(*address)
        ),
    ))
}

/// The address where the frame starts.
fn start(prologue: &Prologue) -> u64 {
    prologue.probes.entry_sp.saturating_sub(LINKAGE)
}

/// The probed guard regions, counted from the start of the frame, in the order of execution.
fn probed(prologue: &Prologue, guard: u64) -> Vec<u64> {
    let start = start(prologue);
    let distances = prologue
        .probes
        .addresses
        .iter()
        .filter_map(|&address| start.checked_sub(address));
    let steps = distances.filter(|distance| *distance > 0 && distance.is_multiple_of(guard));
    steps.map(|distance| distance / guard).collect()
}

/// The finding about the first prologue that `wrong` objects to, by key and explanation.
fn first(
    evidence: &Evidence<'_>,
    wrong: impl Fn(&Prologue, u64) -> Option<(ProbeKey, String)>,
) -> Option<Finding> {
    let guard = 1 << evidence.case.target.probestack_log2;
    evidence.observed.prologues.iter().find_map(|prologue| {
        let (what, how) = wrong(prologue, guard)?;
        let function = Some(prologue.function);
        Some(Finding {
            key: Key::Stack(StackKey::Probe(what)),
            class: Class::Conformance,
            summary: format!(
                "in {}: {how}, with a guard region of {guard} bytes",
                name(function)
            ),
            at: Locus {
                event: Some(prologue.event),
                function,
                ..Locus::default()
            },
        })
    })
}
