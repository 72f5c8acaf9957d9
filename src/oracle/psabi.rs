//! The psABI oracle.
//!
//! *Proves.* A function of convention system_v that the harness enters keeps C's contract beyond
//! the internal one: it preserves fs1, and takes its arguments from where C puts them. At calls of
//! extern functions, arguments go where C expects them. Where the two ABI tables differ about an
//! argument, harness and extern functions follow the internal contract, so that the rest of the
//! case is judged. This oracle reports the difference.
//!
//! *Cannot see.* Whether a function uses the argument at all. If it does not, the difference has no
//! effect and is reported nevertheless. If Cranelift came to follow C, `edge.rs` would report a
//! wrong value first, because C's place holds poison. Results are not compared: C has at most one,
//! which both tables treat alike. What stands above a narrow result is up to the front end.
//!
//! *Source.* RISC-V ELF psABI, "Floating-point Register Convention", "Hardware Floating-point
//! Calling Convention"; `docs/contract.md`, 4.3. Compiled functions agree among themselves, so the
//! class is *conformance*.

use super::edge::{locus, name};
use super::key::{Key, PsabiKey};
use super::preserved::summary;
use super::{Class, Evidence, Finding};
use crate::abi::{self, Displaced, Location, ValueLayout, preserved};
use crate::case::{Convention, Function};
use crate::model::Crossing;

/// The first register that is lost for C only. The finding is about the return of the innermost
/// function that lost it.
pub(super) fn preserved_registers(evidence: &Evidence<'_>) -> Option<Finding> {
    let (events, changed) = (&evidence.observed.events, &evidence.observed.changed);
    let returned = changed.iter().find(|changed| {
        let event = &events[changed.event];
        let callee = event.called(events);
        let signature = &evidence.case.functions[callee as usize].signature;
        let for_c = preserved::at_boundary(signature.convention);
        let for_c_only = for_c.without(preserved::internal(signature.convention));
        events[event.call].from.is_none() && for_c_only.contains(changed.register)
    })?;
    let entry = events[returned.event].call;
    let mut since = changed.iter().skip_while(|changed| changed.event < entry);
    let lost = since.find(|changed| {
        (changed.register, changed.before) == (returned.register, returned.before)
    })?;
    let event = &events[lost.event];
    let returns = name(events[returned.event].from);
    Some(Finding {
        key: Key::Psabi(PsabiKey::CalleeSaved(lost.register)),
        class: Class::Conformance,
        summary: format!(
            "{}; and {returns} does not give it back to the harness",
            summary(lost, event)
        ),
        at: locus(lost.event, event),
    })
}

/// The first argument that C puts elsewhere.
pub(super) fn arguments(evidence: &Evidence<'_>) -> Option<Finding> {
    let mut events = evidence.observed.events.iter().enumerate();
    events.find_map(|(index, event)| {
        let callee = event.to.filter(|_| event.crossing == Crossing::Call)?;
        let Function {
            signature, origin, ..
        } = &evidence.case.functions[callee as usize];
        let meets_c = origin.is_extern() || event.from.is_none();
        if !meets_c || signature.convention != Convention::SystemV {
            return None;
        }
        let displaced = abi::first_displaced(signature)?;
        let Displaced { position, inner, c } = &displaced;
        Some(Finding {
            key: Key::Psabi(rule(&displaced)),
            class: Class::Conformance,
            summary: format!(
                "{} from {} to {}: argument {position} ({}) belongs in {c} for C, \
                 and in {inner} for Cranelift",
                event.crossing,
                name(event.from),
                name(event.to),
                inner.ty,
            ),
            at: locus(index, event),
        })
    })
}

/// The rule of C that Cranelift does not follow.
fn rule(displaced: &Displaced) -> PsabiKey {
    let first = |value: &ValueLayout| value.parts[0].location;
    match (first(&displaced.inner), first(&displaced.c)) {
        // "Otherwise, it is passed according to the integer calling convention."
        (Location::Stack(_), Location::Reg(_)) => PsabiKey::FloatOverflow,
        // "Aggregates or scalars passed on the stack are aligned to the greater of the type
        // alignment and XLEN bits."
        _ => PsabiKey::StackAlignment,
    }
}
