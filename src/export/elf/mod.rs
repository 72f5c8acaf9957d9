//! PLACEHOLDER.

use super::{ExportError, Exported, Format, Subject};
use crate::check::Checker;

/// Exports `subject`.
///
/// # Errors
/// If this format cannot show it.
pub(super) fn export(_: &Subject, _: &mut Checker) -> Result<Exported, ExportError> {
    Err(ExportError::Inexpressible {
        format: Format::Elf,
        why: "placeholder".to_owned(),
        instead: Vec::new(),
    })
}
