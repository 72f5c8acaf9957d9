//! The outcome oracle.
//!
//! *Proves.* Execution ends as the model says: it completes, or traps in the right function for the
//! right reason. It does not fault otherwise, leave the code, or run away.
//!
//! *Cannot see.* Jumps astray, which `control_flow.rs` judges, and the stack, which `frame.rs`
//! judges.
//!
//! *Source.* The case is legal and terminates, so correct code can do nothing else. Reading a
//! single from a register without a NaN box gives the canonical NaN, whatever value was meant
//! (RISC-V unprivileged ISA, "NaN Boxing of Narrower Values"). No case stores an address to that
//! same address, so if a store has one register for both, its value is lost.

use super::edge::name;
use super::extension::is_in_return_area;
use super::key::{ControlFlowKey, FaultKey, Key, UpperHalf};
use super::{Class, Evidence, Finding, Locus};
use crate::abi::{Reg, preserved};
use crate::case::Type;
use crate::model::End;
use crate::run::{self, Outcome};
use farcall_machine::Fault;

/// How execution ended, if it did not complete.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    let (key, address) = match &evidence.observed.outcome {
        Outcome::Completed => return None,
        _ if evidence.trapped_as_expected() => return None,
        Outcome::Trapped { pc, .. } => (Key::Fault(trap_key(evidence, *pc)), Some(*pc)),
        // `control_flow.rs` and `frame.rs` judge it.
        Outcome::Astray { .. } | Outcome::OutsideWindow { .. } => return None,
        Outcome::RanAway => (Key::RanAway, None),
        Outcome::Signal(signal) => (Key::Fault(FaultKey::Signal(*signal)), None),
        Outcome::Ended => (Key::ControlFlow(ControlFlowKey::Ended), None),
        Outcome::Fault(fault) => (Key::Fault(fault_key(evidence, fault)?), Some(fault.pc())),
    };
    Some(ending(evidence, key, address))
}

/// The finding that execution ended as it did, at the instruction at `address` if there is one.
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
            // The end comes after the last event.
            event: Some(evidence.observed.events.len()),
            function,
            other: None,
            address,
            accessed,
        },
    }
}

/// The key of `fault`; none if another oracle judges it.
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
        // Unknown to the machine; the check counts the case as unsupported.
        Fault::Unsupported { .. } => return None,
    })
}

/// The key of a trap that is not the expected one.
fn trap_key(evidence: &Evidence<'_>, pc: u64) -> FaultKey {
    match evidence.expected.end {
        End::Trapped { .. } => FaultKey::WrongTrap,
        // To the hart a trap is an instruction that it does not have.
        End::Returned => illegal(evidence, pc, 0),
    }
}

/// The key of an instruction that the hart does not have: the extension that it needs, and the
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
