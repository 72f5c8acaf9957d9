//! A static riscv64 executable that shows a finding by itself.
//!
//! *Problem.* Somebody who doubts a finding wants to run it, without Farcall and without Cranelift.
//!
//! *Idea.* The file holds the linked image at its addresses, and a program that enters its
//! functions, plays the extern functions, compares all that the harness sees with what the model
//! expects, says what differs, and exits with 0 or 1 (`run/riscv64/start`). If nothing differs for
//! the case itself, cases like it are tried ([`visible`]).
//!
//! *Invariant.* What is exported was run under QEMU, exited with 1, and still has the finding as
//! its first one.
//!
//! *Limits.* Crossings between compiled functions, unwind information and other metadata are not
//! seen. The addresses need 47 bits: QEMU has them, and hardware with Sv48 does, but not with Sv39.

pub(super) mod tool;
pub(super) mod visible;

use super::{ExportError, ExportFile, Exported, Format, Subject};
use crate::case::Case;
use crate::check::Checker;
use crate::model;
use crate::oracle::key::{AbiKey, FaultKey, PsabiKey};
use crate::oracle::{Finding, Key};
use crate::qemu::{Qemu, processor};
use crate::run::{Layouts, self_checking};

/// Exports `subject`.
///
/// # Errors
/// If an execution does not show it, or if QEMU is missing.
pub(super) fn export(subject: &Subject, checker: &mut Checker) -> Result<Exported, ExportError> {
    let finding = &subject.finding;
    if let Some(why) = never_shows(&finding.key) {
        return Err(ExportError::inexpressible(
            Format::Elf,
            why,
            finding.key.oracle(),
        ));
    }
    let qemu = tool::qemu()?;
    let mut fails = |case: &Case| -> Result<bool, ExportError> {
        Ok((*case == subject.case || is_first(finding, checker, case))
            && fails(finding, &qemu, checker, case)?)
    };
    let case = visible::search(&subject.case, &mut fails)?;
    let why = "no executable exits with 1 because of it: what it does stays between compiled \
        functions, or something else goes wrong first";
    let case =
        case.ok_or_else(|| ExportError::inexpressible(Format::Elf, why, finding.key.oracle()))?;
    let elf = executable(finding, checker, &case).expect("it was linked a moment ago");
    let said = run(&qemu, &case, &elf)?;
    let first = said.words.lines().next().unwrap_or_default();
    let name = format!("{}.elf", subject.name);
    let cpu = processor(&case.target);
    Ok(Exported {
        advice: format!("qemu-riscv64 -cpu {cpu} {name} exits with 1 and says: {first}"),
        files: vec![ExportFile {
            name,
            contents: elf,
            executable: true,
        }],
    })
}

/// Whether the executable of `case` exits with 1, in a way that `finding` explains.
pub(super) fn fails(
    finding: &Finding,
    qemu: &Qemu,
    checker: &mut Checker,
    case: &Case,
) -> Result<bool, ExportError> {
    let Some(elf) = executable(finding, checker, case) else {
        return Ok(false);
    };
    let said = run(qemu, case, &elf)?;
    Ok(said.failed && explains(&finding.key, &said.words))
}

/// Whether `finding` is what goes wrong first in `case`.
pub(super) fn is_first(finding: &Finding, checker: &mut Checker, case: &Case) -> bool {
    let verdict = checker.check_for(case, Some(finding.key.oracle()));
    let first = verdict.buckets().next();
    first.is_some_and(|first| first.key == finding.key)
}

/// The executable that shows `finding` in `case`; none if Cranelift does not link it.
fn executable(finding: &Finding, checker: &mut Checker, case: &Case) -> Option<Vec<u8>> {
    let layouts = match rule(&finding.key) {
        // The harness is a C caller in this, too.
        Key::Psabi(PsabiKey::FloatOverflow | PsabiKey::StackAlignment) => {
            Layouts::as_c_passes(case)
        }
        _ => Layouts::new(case),
    };
    with_layouts(case, &layouts, checker)
}

/// A riscv64 executable that runs `case` and exits with 0 if nothing differs from the model, else
/// with 1. None if Cranelift does not link it.
pub fn self_checking_elf(case: &Case, checker: &mut Checker) -> Option<Vec<u8>> {
    with_layouts(case, &Layouts::new(case), checker)
}

fn with_layouts(case: &Case, layouts: &Layouts, checker: &mut Checker) -> Option<Vec<u8>> {
    let image = checker.link(case).ok()?;
    let (pages, entry) = self_checking(case, layouts, &image, &model::trace(case));
    Some(pages.to_elf(entry))
}

/// What an executable did.
struct Said {
    /// Whether it exited with 1.
    failed: bool,
    words: String,
}

fn run(qemu: &Qemu, case: &Case, elf: &[u8]) -> Result<Said, ExportError> {
    let output = qemu.run(&processor(&case.target), elf)?;
    let words = String::from_utf8_lossy(&output.bytes).into_owned();
    match output.status {
        Some(1) if words.is_empty() => Err(output.refused().into()),
        status => Ok(Said {
            failed: status == Some(1),
            words,
        }),
    }
}

/// The key without what a known issue adds to it.
pub(super) fn rule(key: &Key) -> &Key {
    match key {
        Key::Refined(key, _) => rule(key),
        key => key,
    }
}

/// Why no execution outside Farcall shows findings with this key, if none does.
pub(super) fn never_shows(key: &Key) -> Option<&'static str> {
    match rule(key) {
        Key::Panic(_) | Key::Verifier(_) | Key::Error(_) | Key::Death(_) => {
            Some("Cranelift gives no code for it")
        }
        Key::CallSite(_) | Key::UnexpectedStackMap | Key::Unwind(_) => {
            Some("it is in metadata, which no execution reads")
        }
        Key::Nondeterministic | Key::Metamorphic(_) | Key::Opinion(..) => {
            Some("it is a difference between two results, and one executable has one")
        }
        Key::Stack(_) => Some("code that breaks this discipline of the stack works without guards"),
        _ => None,
    }
}

/// Whether what an executable says can come from a finding with this key. A value that is stored or
/// boxed wrongly makes no instruction illegal: then something else went wrong before it.
pub(super) fn explains(key: &Key, words: &str) -> bool {
    let early = matches!(
        rule(key),
        Key::Fault(FaultKey::StoresItsAddress { .. } | FaultKey::Unboxed { .. })
            | Key::Abi(
                _,
                AbiKey::Extension { .. } | AbiKey::NanBox { .. } | AbiKey::CalleeSaved(_)
            )
            | Key::Psabi(_)
    );
    !(early && words.to_lowercase().contains("illegal instruction"))
}
