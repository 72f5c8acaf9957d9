//! The oracle of the stack pointer, the return address and the return area.
//!
//! *Proves.* At every return, sp is what it was at the call, plus the bytes of stack arguments of
//! the signature called there if its convention makes the callee pop them. Tail calls in between
//! change nothing. At every tail call, sp puts the end of the new callee's stack arguments where
//! the first callee's ended, and ra still is the return address of the call that is being answered.
//! A return goes to that address, too. At every call, ra is the address after the call. At every
//! call and tail call, sp is aligned to 16 bytes; at a return that follows from the first rule. The
//! return area does not overlap what the callee may destroy, and a tail call passes on the return
//! area of the call that is being answered.
//!
//! *Cannot see.* A stack pointer that is wrong between crossings only. A return that leads
//! elsewhere: control is astray then, and `control_flow.rs` reports it.
//!
//! *Source.* RISC-V ELF psABI, "Integer Register Convention" (ra is the return address, sp is
//! preserved) and "Integer Calling Convention": sp is "aligned to a 128-bit boundary upon procedure
//! entry"; `docs/contract.md` for convention tail.

use super::edge::{locus, name};
use super::key::{AbiKey, Key};
use super::{Class, Evidence, Finding};
use crate::model::Crossing;
use crate::run::Event;

/// The first crossing with a wrong sp, ra or return area.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    let mut events = evidence.observed.events.iter().enumerate();
    events.find_map(|(index, event)| {
        let wrong = sp(evidence, event)
            .or_else(|| alignment(event))
            .or_else(|| ra(evidence, event))
            .or_else(|| return_area(evidence, event))?;
        Some(finding(index, event, &wrong))
    })
}

/// A wrong value.
struct Wrong {
    what: AbiKey,
    expected: u64,
    observed: u64,
}

/// What sp has to be after a tail call or return; none after a call, where the caller decides.
pub(crate) fn expected_sp(evidence: &Evidence<'_>, event: &Event) -> Option<u64> {
    let call = &evidence.observed.events[event.call];
    let called = event.called(&evidence.observed.events);
    let outer = evidence.layouts.of(called);
    let end = call.registers.sp.wrapping_add(outer.stack_args.into());
    match event.crossing {
        Crossing::Call => None,
        Crossing::TailCall => {
            let callee = event.to.expect("a tail call leads to a function");
            let inner = evidence.layouts.of(callee);
            Some(end.wrapping_sub(inner.stack_args.into()))
        }
        Crossing::Return if outer.callee_pops => Some(end),
        Crossing::Return => Some(call.registers.sp),
    }
}

fn sp(evidence: &Evidence<'_>, event: &Event) -> Option<Wrong> {
    let expected = expected_sp(evidence, event)?;
    let observed = event.registers.sp;
    (observed != expected).then_some(Wrong {
        what: AbiKey::Sp,
        expected,
        observed,
    })
}

fn alignment(event: &Event) -> Option<Wrong> {
    let observed = event.registers.sp;
    let is_aligned = event.crossing == Crossing::Return || observed.is_multiple_of(16);
    (!is_aligned).then_some(Wrong {
        what: AbiKey::SpAlignment,
        expected: observed & !15,
        observed,
    })
}

/// What the return address has to be, if the harness does not choose it.
pub(crate) fn expected_ra(evidence: &Evidence<'_>, event: &Event) -> Option<u64> {
    match event.crossing {
        Crossing::Call if event.from.is_none() => None,
        Crossing::Call => {
            // jalr and jal take four bytes, c.jalr takes two.
            let behind = event.registers.from_pc.wrapping_add(4);
            let compressed = behind.wrapping_sub(2);
            let is_compressed = event.registers.return_address == compressed;
            Some(if is_compressed { compressed } else { behind })
        }
        Crossing::TailCall | Crossing::Return => {
            let call = &evidence.observed.events[event.call];
            Some(call.registers.return_address)
        }
    }
}

fn ra(evidence: &Evidence<'_>, event: &Event) -> Option<Wrong> {
    let expected = expected_ra(evidence, event)?;
    let observed = event.registers.return_address;
    (observed != expected).then_some(Wrong {
        what: AbiKey::Ra,
        expected,
        observed,
    })
}

fn return_area(evidence: &Evidence<'_>, event: &Event) -> Option<Wrong> {
    let observed = event.registers.return_area?;
    let expected = match event.crossing {
        Crossing::Return => return None,
        Crossing::Call => {
            let callee = event.called(&evidence.observed.events);
            let stack_args = evidence.layouts.of(callee).stack_args;
            let lowest = event.registers.sp.wrapping_add(stack_args.into());
            observed.max(lowest)
        }
        Crossing::TailCall => {
            let call = &evidence.observed.events[event.call];
            call.registers.return_area.unwrap_or(observed)
        }
    };
    (observed != expected).then_some(Wrong {
        what: AbiKey::ReturnArea,
        expected,
        observed,
    })
}

fn finding(index: usize, event: &Event, wrong: &Wrong) -> Finding {
    let Wrong {
        what,
        expected,
        observed,
    } = wrong;
    Finding {
        key: Key::Abi(event.crossing, *what),
        class: Class::WrongCode,
        summary: format!(
            "{} from {} to {}: {what} is {observed:#x}, expected {expected:#x}",
            event.crossing,
            name(event.from),
            name(event.to)
        ),
        at: locus(index, event),
    }
}
