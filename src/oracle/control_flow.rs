//! The control-flow oracle.
//!
//! *Proves.* Control enters a function at its first byte only. It leaves by a call, a tail call, or
//! a return to where the function was called from. Calls link in ra. A jump through ra is a return,
//! even if it leads into the running function. No executed instruction starts inside another one.
//! No byte of an address that is stored in the code is executed.
//!
//! *Cannot see.* A jump inside the running function, not through ra, to some instruction of it: a
//! jump table has many of those, and only what follows can show the mistake. Literals other than
//! addresses.
//!
//! *Source.* RISC-V ELF psABI, "Integer Register Convention": ra is the return address. RISC-V
//! unprivileged ISA, "Unconditional Jumps": the hints by which hardware takes a jump through x1 for
//! a return. `docs/contract.md`, 3.3.

use super::key::{ControlFlowKey, Key};
use super::outcome::ending;
use super::{Evidence, Finding};
use crate::run::{Astray, Misread, Outcome};

/// The jump that ended execution, if one did.
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

/// Executed bytes that are no instruction.
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
