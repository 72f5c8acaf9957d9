//! The oracle of control flow.
//!
//! *Proves.* Functions are entered at their first byte only, and left by a call, a tail call, or a return to where they were called from; a
//! call links in ra. A jump through ra is a return, also where it leads into the function that runs. No instruction that was executed starts
//! inside of another one, and no byte of an address that is stored in the code was executed.
//!
//! *Cannot see.* A jump inside the own function, not through ra, that leads to an instruction of it: a jump table has many of those. What
//! follows shows it, if anything does. Other literals than addresses.
//!
//! *Source.* RISC-V ELF psABI, "Integer Register Convention": ra is the return address; RISC-V unprivileged ISA, "Unconditional Jumps", for
//! the hints by which hardware takes a jump through x1 for a return. `docs/contract.md`, 3.3.

use super::key::{ControlFlowKey, Key};
use super::outcome::ending;
use super::{Evidence, Finding};
use crate::run::{Astray, Misread, Outcome};

/// The jump that ended the execution, if one did.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    let Outcome::Astray { how, from, .. } = evidence.observed.outcome else {
        return None;
    };
    let what = match how {
        Astray::Call => ControlFlowKey::CallToNoEntry,
        Astray::LinkRegister(_) => ControlFlowKey::WrongLinkRegister,
        Astray::Jump => ControlFlowKey::JumpAstray,
        Astray::Return => ControlFlowKey::WrongReturn,
    };
    Some(ending(evidence, Key::ControlFlow(what), Some(from)))
}

/// What was executed and is no instruction.
pub(super) fn misread(evidence: &Evidence<'_>) -> Option<Finding> {
    let (what, at, how) = match evidence.observed.misread? {
        Misread::Overlap { outer, inner } => (
            ControlFlowKey::OverlappingInstructions,
            inner,
            format!("{inner:#x} was executed, which is inside of the instruction at {outer:#x}"),
        ),
        Misread::Literal { at } => (
            ControlFlowKey::ExecutedLiteral,
            at,
            format!("the address that is stored at {at:#x} was executed"),
        ),
    };
    let finding = ending(evidence, Key::ControlFlow(what), Some(at));
    Some(Finding {
        summary: how,
        ..finding
    })
}
