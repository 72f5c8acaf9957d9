//! From a finding to what its reader commits, runs or reads.
//!
//! *Problem.* A stored case means something to Farcall alone. A maintainer commits filetests, runs
//! `cargo test`, reads a report; somebody who doubts it wants a program to run.
//!
//! *Idea.* A [`Subject`] is a finding with a case that shows it. Each [`Format`] turns it into
//! files, in a file or folder of its own. A format that cannot show a finding says why, and names
//! those that can.
//!
//! *Invariant.* What is exported was tried: it fails with the linked Cranelift, because of the
//! finding. Nothing is sent anywhere.
//!
//! *Limits.* That it passes with a fix is shown by `farcall triage check --fixes`, not here.

mod c;
mod clif;
mod elf;
mod format;
mod html;
mod issue;
mod rust;
mod scene;
mod subject;
mod suits;

pub use c::c_program;
pub use elf::self_checking_elf;
pub use format::{ExportError, ExportFile, Exported, Format};
pub use subject::Subject;

use crate::case::Case;
use crate::check::Checker;
use crate::known::KnownIssue;

/// Exports a known issue whose fix the linked Cranelift has: what is emitted for its `case` now, so
/// a filetest that fails without the fix.
///
/// # Errors
/// In every other format, for then nothing is wrong.
pub fn export_fixed(
    issue: &KnownIssue,
    case: &Case,
    format: Format,
) -> Result<Exported, ExportError> {
    match format {
        Format::Clif => clif::emitted(issue, case),
        _ => Err(ExportError::Fixed),
    }
}

/// Exports `subject` in `format`. `checker` runs every oracle.
///
/// # Errors
/// If the format cannot show the finding.
pub fn export(
    subject: &Subject,
    format: Format,
    checker: &mut Checker,
) -> Result<Exported, ExportError> {
    match format {
        Format::Clif => clif::export(subject, checker),
        Format::Rust => rust::export(subject, checker),
        Format::C => c::export(subject, checker),
        Format::Elf => elf::export(subject, checker),
        Format::Issue => issue::export(subject, checker),
        Format::Html => html::export(subject, checker),
    }
}
