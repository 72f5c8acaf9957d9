//! A filetest that is at hand as text, for those that write filetests.

use super::directives::TextKind;
use super::report::FileReport;
use super::run::Runner;
use super::syntax::SourceText;
use super::values;
use crate::case::Scalar;
use crate::link::{Arena, ArenaError};
use crate::lower;

/// Tries filetests, one after another, without files.
pub(crate) struct Trial {
    runner: Runner,
}

impl Trial {
    /// A trial in an arena of its own.
    ///
    /// # Errors
    /// If there is no address space for one.
    pub(crate) fn new() -> Result<Trial, ArenaError> {
        let runner = Runner::new(Arena::map_any()?);
        Ok(Trial { runner })
    }

    /// Runs `text`, which the report calls `name`.
    pub(crate) fn run(&mut self, name: &str, text: &str) -> FileReport {
        self.runner.run(&SourceText::new(name, text.to_owned()))
    }

    /// The text of each function in the filetest `text`, under its first target line.
    ///
    /// # Errors
    /// What Cranelift says of the file, or of a function.
    pub(crate) fn texts(&mut self, text: &str, kind: TextKind) -> Result<Vec<String>, String> {
        let source = SourceText::new("export", text.to_owned());
        self.runner.texts(&source, kind)
    }
}

/// A value as a run line writes it.
pub(crate) fn literal(value: Scalar) -> String {
    values::value(lower::ty(value.ty), value.bits).to_string()
}
