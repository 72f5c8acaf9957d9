//! The outcome oracle.
//!
//! *Proves.* Execution ends: it does not fault, leave the code, or run away.
//!
//! *Cannot see.* Jumps to other places than those of the case, which have an oracle of their own (`control_flow.rs`), and so has the stack
//! (`frame.rs`).
//!
//! *Source.* The case is legal and terminates, so nothing else can happen in correct code. To read a single from a register without a NaN
//! box is to read the canonical NaN (RISC-V unprivileged ISA, "NaN Boxing of Narrower Values"), whatever value was meant. No value of a
//! case is an address that it stores to, so a store whose value is in the register that holds its address has lost the value.

use super::edge::name;
use super::extension::in_return_area;
use super::{Class, Evidence, Finding, Locus};
use crate::abi::{Reg, preserved};
use crate::case::Type;
use crate::run::{self, Outcome};
use farcall_machine::{AccessKind, Fault};

/// How execution ended, if not by completion.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    let outcome = &evidence.observed.outcome;
    let (key, address) = match outcome {
        // The machine cannot tell; the check counts it as unsupported.
        Outcome::Completed | Outcome::Fault(Fault::Unsupported { .. }) => return None,
        // Other oracles': `frame.rs` and `control_flow.rs`.
        Outcome::OutsideWindow { .. } | Outcome::Astray { .. } => return None,
        Outcome::RanAway => ("ran-away".to_owned(), None),
        Outcome::Signal(signal) => (format!("fault/signal-{signal}"), None),
        Outcome::Ended => ("control-flow/ended".to_owned(), None),
        Outcome::Fault(Fault::Unboxed { pc, pattern, .. }) => {
            (unboxed_key(evidence, *pattern), Some(*pc))
        }
        Outcome::Fault(Fault::StoresItsAddress { pc, reg, len }) => {
            let whose = match preserved::SCRATCH.contains(Reg::int(*reg)) {
                true => "/scratch",
                false => "",
            };
            let key = format!("fault/stores-its-address/{len}-bytes{whose}");
            (key, Some(*pc))
        }
        Outcome::Fault(Fault::Illegal { pc, encoding }) => {
            (illegal_key(evidence, *pc, *encoding), Some(*pc))
        }
        Outcome::Fault(fault) => (format!("fault/{}", fault_key(fault)), Some(fault.pc())),
    };
    Some(ending(evidence, key, address))
}

/// The finding that execution ended as it did, at this instruction if at any.
pub(super) fn ending(evidence: &Evidence<'_>, key: String, address: Option<u64>) -> Finding {
    let function = address.and_then(|address| evidence.map.function_at(address));
    let outcome = &evidence.observed.outcome;
    let accessed = match outcome {
        Outcome::Fault(Fault::Unmapped { addr, .. }) => Some(*addr),
        _ => None,
    };
    Finding {
        key,
        class: Class::WrongCode,
        summary: format!("in {}: {outcome}", name(function)),
        at: Locus {
            // It happened after the last event.
            event: Some(evidence.observed.events.len()),
            function,
            other: None,
            address,
            accessed,
        },
    }
}

/// What stands above the float, and whether some function returns such a one in memory.
fn unboxed_key(evidence: &Evidence<'_>, pattern: u64) -> String {
    let above = match pattern >> 32 {
        0 => "zeros-above",
        _ => "other-above",
    };
    let beside = in_return_area(evidence, Type::F32);
    format!("fault/unboxed-float/{above}{beside}")
}

/// Which extension the instruction would need that the case does not have, or `reserved`, and the convention of the function that it is in.
fn illegal_key(evidence: &Evidence<'_>, pc: u64, encoding: u32) -> String {
    let has = run::extensions(&evidence.case.target);
    let row = farcall_machine::rows()
        .iter()
        .find(|row| row.matches(encoding) && !row.is_in(has));
    let needs = row.and_then(|row| row.extensions.iter().find(|&extension| !has.has(extension)));
    let needs = needs.map_or("reserved".to_owned(), |extension| {
        format!("{extension:?}").to_lowercase()
    });
    let function = evidence.map.function_at(pc);
    let signature = function.map(|f| &evidence.case.functions[f as usize].signature);
    let convention = signature.map_or(String::new(), |signature| {
        format!("/{}", signature.convention)
    });
    format!("fault/illegal-instruction/{needs}{convention}")
}

fn fault_key(fault: &Fault) -> &'static str {
    match fault {
        Fault::Unmapped { kind, .. } => match kind {
            AccessKind::Load => "unmapped-load",
            AccessKind::Store => "unmapped-store",
            AccessKind::Fetch => "unmapped-fetch",
        },
        Fault::NotWritable { .. } => "store-to-code",
        Fault::NotExecutable { .. } => "not-executable",
        Fault::MisalignedFetch { .. } => "misaligned-fetch",
        Fault::MisalignedAtomic { .. } => "misaligned-atomic",
        Fault::Illegal { .. } => "illegal-instruction",
        Fault::Unsupported { .. } => "unsupported-instruction",
        Fault::Unboxed { .. } => "unboxed-float",
        Fault::StoresItsAddress { .. } => "stores-its-address",
        Fault::WildJump { .. } => "wild-jump",
        Fault::Ecall { .. } => "environment-call",
        Fault::Breakpoint { .. } => "breakpoint",
        Fault::FellThrough { .. } => "fell-through",
    }
}
