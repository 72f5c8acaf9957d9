//! The stack-pointer and return-address oracle.
//!
//! *Proves.* At every return edge sp is what it was at the call edge, plus the stack-argument bytes of the signature called there if its
//! convention makes the callee pop them, whatever tail calls happened in between. At every tail-call edge sp leaves the new callee's stack
//! arguments at the same end as the first one's, and ra still is the return address of the call that is being answered. At every call edge
//! ra is the address behind the call.
//!
//! *Cannot see.* A stack pointer that is wrong between edges and mended before the next.
//!
//! *Source.* RISC-V ELF psABI, "Procedure Calling Convention": sp is preserved; `docs/contract.md` for convention tail.

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
            let wrong = sp(evidence, event).or_else(|| ra(evidence, event))?;
            Some(finding(index, event, &wrong))
        })
        .next()
}

/// A register that is not as it has to be.
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
            let end = call.registers.sp + u64::from(outer.stack_args);
            end - u64::from(inner.stack_args)
        }
        Crossing::Return if outer.callee_pops => call.registers.sp + u64::from(outer.stack_args),
        Crossing::Return => call.registers.sp,
    };
    let observed = event.registers.sp;
    (observed != expected).then_some(Wrong {
        register: "sp",
        expected,
        observed,
    })
}

fn ra(evidence: &Evidence<'_>, event: &Event) -> Option<Wrong> {
    let call = &evidence.observed.events[event.call];
    let expected = match event.crossing {
        // Calls of the harness come from nowhere; the instruction behind a call is two or four bytes away.
        Crossing::Call if event.from.is_none() => return None,
        Crossing::Call => {
            let behind = event.registers.return_address - event.registers.from_pc;
            if matches!(behind, 2 | 4) {
                return None;
            }
            event.registers.from_pc + 4
        }
        Crossing::TailCall | Crossing::Return => call.registers.return_address,
    };
    let observed = event.registers.return_address;
    (observed != expected).then_some(Wrong {
        register: "ra",
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
