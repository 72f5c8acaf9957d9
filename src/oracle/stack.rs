//! The oracle of the stack pointer, the return address and the return area.
//!
//! *Proves.* At every return edge sp is what it was at the call edge, plus the stack-argument bytes of the signature called there if its
//! convention makes the callee pop them, whatever tail calls happened in between. At every tail-call edge sp leaves the new callee's stack
//! arguments at the same end as the first one's, and ra still is the return address of the call that is being answered. At every call and
//! tail-call edge sp is aligned to 16 bytes.
//! A return area is no part of what the callee may destroy below and at the stack arguments, and a tail call passes on the one of the call
//! that is being answered.
//!
//! *Cannot see.* A stack pointer that is wrong between edges and mended before the next. The return address of a return: a return *is* a
//! jump to it, and one that leads elsewhere is astray, which the outcome oracle reports.
//!
//! *Source.* RISC-V ELF psABI, "Procedure Calling Convention": sp is preserved, and 16-byte aligned at procedure entry;
//! `docs/contract.md` for convention tail.

use super::edge::{crossing_key, name};
use super::{Class, Evidence, Finding, Locus};
use crate::case::FuncId;
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
    register: &'static str,
    expected: u64,
    observed: u64,
}

fn sp(evidence: &Evidence<'_>, event: &Event) -> Option<Wrong> {
    let call = &evidence.observed.events[event.call];
    let outer = evidence.layouts.of(call.from, callee(call));
    let expected = match event.crossing {
        Crossing::Call => return None,
        Crossing::TailCall => {
            let inner = evidence.layouts.of(event.from, callee(event));
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
        register: "sp",
        expected,
        observed,
    })
}

fn alignment(event: &Event) -> Option<Wrong> {
    let observed = event.registers.sp;
    let is_aligned = event.crossing == Crossing::Return || observed.is_multiple_of(16);
    (!is_aligned).then_some(Wrong {
        register: "sp-alignment",
        expected: observed & !15,
        observed,
    })
}

fn ra(evidence: &Evidence<'_>, event: &Event) -> Option<Wrong> {
    if event.crossing != Crossing::TailCall {
        return None;
    }
    let call = &evidence.observed.events[event.call];
    let expected = call.registers.return_address;
    let observed = event.registers.return_address;
    (observed != expected).then_some(Wrong {
        register: "ra",
        expected,
        observed,
    })
}

fn return_area(evidence: &Evidence<'_>, event: &Event) -> Option<Wrong> {
    let observed = event.registers.return_area?;
    let expected = match event.crossing {
        Crossing::Return => return None,
        Crossing::Call => {
            let layout = evidence.layouts.of(event.from, callee(event));
            let lowest = event.registers.sp.wrapping_add(layout.stack_args.into());
            observed.max(lowest)
        }
        Crossing::TailCall => {
            let call = &evidence.observed.events[event.call];
            call.registers.return_area.unwrap_or(observed)
        }
    };
    (observed != expected).then_some(Wrong {
        register: "return-area",
        expected,
        observed,
    })
}

fn callee(event: &Event) -> FuncId {
    event.to.expect("a call leads to a function")
}

fn finding(index: usize, event: &Event, wrong: &Wrong) -> Finding {
    let Wrong {
        register,
        expected,
        observed,
    } = wrong;
    Finding {
        key: format!("abi/{}-edge/{register}", crossing_key(event.crossing)),
        class: Class::WrongCode,
        summary: format!(
            "{} from {} to {}: {register} is {observed:#x}, expected {expected:#x}",
            event.crossing,
            name(event.from),
            name(event.to)
        ),
        at: Locus {
            event: Some(index),
            function: event.from,
            other: event.to,
            address: Some(event.registers.from_pc),
        },
    }
}
