//! The oracle of stack discipline: what a function may touch of the stack.
//!
//! *Proves.* Every store to the stack is to the frame of the function that runs, which goes down to sp, to its own stack arguments, which
//! belong to the callee, or to the return area that it was handed. No load or store is below sp, but for inline stack probes, where the case
//! asks for them: stores of zero, before the function crosses for the first time, at multiples of the guard size below where its frame
//! begins. Of these none is missing, none is elsewhere, and they come from the top down, so that no page of the guard region is skipped.
//!
//! *Cannot see.* A store to a wrong place inside the own frame, which shows when the right value is missed. A probe too many in a function
//! that calls nobody, and one that is missing there if nothing so far down is used. Loads above sp. Accesses by
//! atomic and vector instructions, and what code does under QEMU.
//!
//! *Source.* RISC-V ELF psABI, "Integer Calling Convention": sp is the lower end of the frame, and what lies below it does not persist;
//! `docs/contract.md`, 3.9. Probes: Cranelift, settings `enable_probestack`, `probestack_strategy` and `probestack_size_log2`.

use super::edge::name;
use super::key::{Key, ProbeKey, StackKey};
use super::outcome::ending;
use super::{Class, Evidence, Finding, Locus};
use crate::model::Crossing;
use crate::run::{Outcome, Prologue};
use farcall_machine::AccessKind;

/// Bytes between sp at the entry and where a frame begins that is so large that it is probed: the saved ra and s0.
const LINKAGE: u64 = 16;

/// The access that ended the execution, if one did.
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

/// The first function that does not probe where it has to, or probes elsewhere.
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

/// The first function that probes what is farther away before what is nearer.
pub(super) fn probes_out_of_order(evidence: &Evidence<'_>) -> Option<Finding> {
    first(evidence, |prologue, guard| {
        let seen = probed(prologue, guard);
        let pair = seen.windows(2).find(|pair| pair[0] >= pair[1])?;
        let [first, second] = [pair[0], pair[1]].map(|step| step * guard);
        Some((
            ProbeKey::OutOfOrder,
            format!("{first} below the frame is touched before {second}"),
        ))
    })
}

/// A probe that is at no multiple of the guard size, or below everything that the function uses. That is known at a call only, where sp is at the lower
/// end of the frame: a function that calls nobody may make room that it never touches.
fn astray(evidence: &Evidence<'_>, prologue: &Prologue, guard: u64) -> Option<(ProbeKey, String)> {
    let start = start(prologue);
    let event = evidence.observed.events.get(prologue.event);
    let calls = event.is_some_and(|event| event.crossing == Crossing::Call);
    // Cranelift counts what the functions that it calls save first.
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

/// Where the frame begins.
fn start(prologue: &Prologue) -> u64 {
    prologue.probes.entry_sp.saturating_sub(LINKAGE)
}

/// How many guard regions below its beginning the frame was probed, in the order of execution.
fn probed(prologue: &Prologue, guard: u64) -> Vec<u64> {
    let start = start(prologue);
    let distances = prologue.probes.addresses.iter();
    let distances = distances.filter_map(|&address| start.checked_sub(address));
    let steps = distances.filter(|distance| *distance > 0 && distance.is_multiple_of(guard));
    steps.map(|distance| distance / guard).collect()
}

/// The finding of the first prologue that `wrong` says something of: what, and how.
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
