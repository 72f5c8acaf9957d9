//! The oracle of the stack pointer, the return address and the return area.
//!
//! *Proves.* At every return edge sp is what it was at the call edge, plus the stack-argument bytes of the signature called there if its
//! convention makes the callee pop them, whatever tail calls happened in between. At every tail-call edge sp leaves the new callee's stack
//! arguments at the same end as the first one's, and ra still is the return address of the call that is being answered; so is the address
//! that a return goes to. At every call edge ra is the address behind the call. At every call and tail-call edge sp is aligned to 16 bytes;
//! at a return it is by the first rule. A return area is no part of what the callee may destroy below and at the stack arguments, and a tail
//! call passes on the one of the call that is being answered.
//!
//! *Cannot see.* A stack pointer that is wrong between edges and mended before the next. A return that leads elsewhere is astray for the
//! machine's executor, and the outcome oracle reports it.
//!
//! *Source.* RISC-V ELF psABI, "Integer Register Convention" (ra is the return address, sp is preserved) and "Integer Calling Convention":
//! sp is "aligned to a 128-bit boundary upon procedure entry"; `docs/contract.md` for convention tail.

use super::edge::{locus, name};
use super::key::{AbiKey, Key};
use super::{Class, Evidence, Finding};
use crate::model::Crossing;
use crate::run::Event;

/// The first edge at which sp or ra is wrong.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    let events = evidence.observed.events.iter().enumerate();
    events
        .filter_map(|(index, event)| {
            let wrong = sp(evidence, event)
                .or_else(|| alignment(event))
                .or_else(|| ra(evidence, event))
                .or_else(|| return_area(evidence, event))?;
            Some(finding(index, event, &wrong))
        })
        .next()
}

/// A property of a register that is not as it has to be.
struct Wrong {
    what: AbiKey,
    expected: u64,
    observed: u64,
}

fn sp(evidence: &Evidence<'_>, event: &Event) -> Option<Wrong> {
    let call = &evidence.observed.events[event.call];
    let called = event.called(&evidence.observed.events);
    let outer = evidence.layouts.of(called);
    let expected = match event.crossing {
        Crossing::Call => return None,
        Crossing::TailCall => {
            let callee = event.to.expect("a tail call leads to a function");
            let inner = evidence.layouts.of(callee);
            let end = call.registers.sp.wrapping_add(outer.stack_args.into());
            end.wrapping_sub(inner.stack_args.into())
        }
        Crossing::Return if outer.callee_pops => {
            call.registers.sp.wrapping_add(outer.stack_args.into())
        }
        Crossing::Return => call.registers.sp,
    };
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

fn ra(evidence: &Evidence<'_>, event: &Event) -> Option<Wrong> {
    let observed = event.registers.return_address;
    let expected = match event.crossing {
        // The harness chooses where it is returned to.
        Crossing::Call if event.from.is_none() => return None,
        Crossing::Call => {
            // jalr and jal have four bytes, c.jalr has two.
            let behind = event.registers.from_pc.wrapping_add(4);
            if observed == behind.wrapping_sub(2) {
                return None;
            }
            behind
        }
        Crossing::TailCall | Crossing::Return => {
            let call = &evidence.observed.events[event.call];
            call.registers.return_address
        }
    };
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
