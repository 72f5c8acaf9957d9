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
use super::extension::is_in_return_area;
use super::key::{ControlFlowKey, FaultKey, Key, UpperHalf};
use super::{Class, Evidence, Finding, Locus};
use crate::abi::{Reg, preserved};
use crate::case::Type;
use crate::run::{self, Outcome};
use farcall_machine::Fault;

/// How execution ended, if not by completion.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    let (key, address) = match &evidence.observed.outcome {
        Outcome::Completed => return None,
        // `control_flow.rs` and `frame.rs` judge it.
        Outcome::Astray { .. } | Outcome::OutsideWindow { .. } => return None,
        Outcome::RanAway => (Key::RanAway, None),
        Outcome::Signal(signal) => (Key::Fault(FaultKey::Signal(*signal)), None),
        Outcome::Ended => (Key::ControlFlow(ControlFlowKey::Ended), None),
        Outcome::Fault(fault) => (Key::Fault(fault_key(evidence, fault)?), Some(fault.pc())),
    };
    Some(ending(evidence, key, address))
}

/// The finding that execution ended as it did, at this instruction if at any.
pub(super) fn ending(evidence: &Evidence<'_>, key: Key, address: Option<u64>) -> Finding {
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

/// The key of `fault`, unless it is another oracle's.
fn fault_key(evidence: &Evidence<'_>, fault: &Fault) -> Option<FaultKey> {
    Some(match *fault {
        Fault::Unmapped { kind, .. } => FaultKey::Unmapped(kind),
        Fault::NotWritable { .. } => FaultKey::StoreToCode,
        Fault::NotExecutable { .. } => FaultKey::NotExecutable,
        Fault::MisalignedFetch { .. } => FaultKey::MisalignedFetch,
        Fault::MisalignedAtomic { .. } => FaultKey::MisalignedAtomic,
        Fault::Illegal { pc, encoding } => illegal(evidence, pc, encoding),
        Fault::Unboxed { pattern, .. } => FaultKey::Unboxed {
            above: if pattern >> 32 == 0 {
                UpperHalf::Zeros
            } else {
                UpperHalf::Other
            },
            in_return_area: is_in_return_area(evidence, Type::F32),
        },
        Fault::StoresItsAddress { reg, len, .. } => FaultKey::StoresItsAddress {
            bytes: len,
            scratch: preserved::SCRATCH.contains(Reg::int(reg)),
        },
        Fault::WildJump { .. } => FaultKey::WildJump,
        Fault::Ecall { .. } => FaultKey::EnvironmentCall,
        Fault::Breakpoint { .. } => FaultKey::Breakpoint,
        Fault::FellThrough { .. } => FaultKey::FellThrough,
        // The machine cannot tell; the check counts it as unsupported.
        Fault::Unsupported { .. } => return None,
    })
}

/// An instruction that the hart does not have: the extension of the case that it lacks, and the
/// convention of the function that it is in.
fn illegal(evidence: &Evidence<'_>, pc: u64, encoding: u32) -> FaultKey {
    let has = run::extensions(&evidence.case.target);
    let row = farcall_machine::rows()
        .iter()
        .find(|row| row.matches(encoding) && !row.is_in(has));
    let needs = row.and_then(|row| row.extensions.iter().find(|&extension| !has.has(extension)));
    let function = evidence.map.function_at(pc);
    let convention = function.map(|f| evidence.case.functions[usize::from(f)].signature.convention);
    FaultKey::Illegal { needs, convention }
}
