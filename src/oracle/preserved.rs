//! The preserved-register oracle.
//!
//! *Proves.* At every return edge, and at every tail-call edge, where the frame is gone already, each register that the convention of the
//! call preserves holds what it held at the call, whatever calls and tail calls happened in between: s0 to s11, fs0, fs2 to fs11, gp, tp;
//! for convention preserve_all every register but ra, sp, t5 and t6.
//!
//! *Cannot see.* A register that is lost and holds the right value by luck, which poison (`run/poison.rs`) makes unlikely. One that is
//! wrong between edges and mended before the next. sp, which has an oracle of its own; fs1, which only C preserves (`oracle/psabi.rs`);
//! fcsr.
//!
//! *Source.* RISC-V ELF psABI, "Register Convention" and "Procedure Calling Convention": "the contents of all callee-saved registers must
//! be restored to what was set on entry, and the contents of any fixed registers like gp and tp never change". The one table is
//! `abi/preserved.rs`.

use super::edge::{locus, name};
use super::key::{AbiKey, Key};
use super::{Class, Evidence, Finding};
use crate::abi::preserved;
use crate::run::{Changed, Event};

/// The first register that is lost at an edge between any two functions.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    let changed = evidence.observed.changed.iter();
    let (lost, event) = changed
        .map(|changed| (changed, &evidence.observed.events[changed.event]))
        .find(|(changed, event)| {
            let callee = event.called(&evidence.observed.events);
            let convention = evidence.case.functions[callee as usize]
                .signature
                .convention;
            preserved::internal(convention).contains(changed.register)
        })?;
    let key = if preserved::FIXED.contains(lost.register) {
        AbiKey::Fixed(lost.register)
    } else {
        AbiKey::CalleeSaved(lost.register)
    };
    Some(Finding {
        key: Key::Abi(event.crossing, key),
        class: Class::WrongCode,
        summary: summary(lost, event),
        at: locus(lost.event, event),
    })
}

/// What was lost, for people.
pub(super) fn summary(lost: &Changed, event: &Event) -> String {
    format!(
        "{} from {} to {}: {} is {:#x}, and was {:#x} at the call",
        event.crossing,
        name(event.from),
        name(event.to),
        lost.register,
        lost.after,
        lost.before
    )
}
