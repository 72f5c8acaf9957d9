//! Mistakes in a file, shown at their line.

use crate::link::PanicReport;
use cranelift_reader::ParseError;
use miette::{Diagnostic, NamedSource, SourceSpan};
use std::sync::Arc;
use thiserror::Error;

/// A file, or a run line in it, that Cranelift's reader rejects.
#[derive(Debug, Error, Diagnostic)]
#[error("{message}")]
pub struct BadSyntax {
    /// What is wrong.
    message: String,
    /// The whole file.
    #[source_code]
    file: NamedSource<Arc<String>>,
    /// The line.
    #[label("here")]
    line: SourceSpan,
    /// What to do.
    #[help]
    help: Option<String>,
    is_warning: bool,
}

impl BadSyntax {
    /// Whether this build of Cranelift merely lacks what the file needs, so that there is nothing
    /// to run.
    pub(super) fn is_warning(&self) -> bool {
        self.is_warning
    }
}

/// A file's name and text, with its lines numbered.
pub(super) struct SourceText {
    name: String,
    text: Arc<String>,
    /// Where each line starts, in bytes.
    starts: Vec<usize>,
}

impl SourceText {
    /// The file `name` with this text.
    pub(super) fn new(name: &str, text: String) -> SourceText {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        SourceText {
            name: name.to_owned(),
            starts: [0].into_iter().chain(breaks).collect(),
            text: Arc::new(text),
        }
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The file's text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The number of the line with the byte at `offset`, from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// Line `number` from its first word on; empty if there is no such line.
    pub(super) fn text_of(&self, number: usize) -> &str {
        let start = number.checked_sub(1).and_then(|n| self.starts.get(n));
        let text = start.map_or("", |&start| &self.text[start..]);
        text.lines().next().unwrap_or("").trim_start()
    }

    /// The message of Cranelift's reader about line `number`, and what to do.
    pub(super) fn mistake(
        &self,
        error: &ParseError,
        number: usize,
        help: Option<&str>,
    ) -> BadSyntax {
        BadSyntax {
            message: error.message.clone(),
            file: NamedSource::new(&self.name, Arc::clone(&self.text)),
            line: self.span(number),
            help: help.map(str::to_owned),
            is_warning: error.is_warning,
        }
    }

    /// Cranelift's reader panicked on line `number`.
    pub(super) fn panic(&self, report: &PanicReport, number: usize) -> BadSyntax {
        let (place, line) = (report.place(), report.line);
        BadSyntax {
            message: format!("Cranelift's reader panics: {}", report.message),
            file: NamedSource::new(&self.name, Arc::clone(&self.text)),
            line: self.span(number),
            help: Some(format!(
                "it does so at {place}:{line}; report that to Cranelift"
            )),
            is_warning: false,
        }
    }

    /// The words of line `number`; the end of the file if there is no such line.
    fn span(&self, number: usize) -> SourceSpan {
        let start = number.checked_sub(1).and_then(|n| self.starts.get(n));
        let Some(&start) = start else {
            return (self.text.trim_end().len(), 0).into();
        };
        let line = self.text[start..].lines().next().unwrap_or("");
        let indent = line.len() - line.trim_start().len();
        (start + indent, line.trim().len()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_offset_and_by_number() {
        let source = SourceText::new("x.clif", "ab\n\n  cd  \n".to_owned());
        let lines = [0, 2, 3, 4, 10].map(|offset| source.line(offset));
        assert_eq!(lines, [1, 1, 2, 3, 3]);
        let spans = [0, 1, 2, 3, 4, 9].map(|number| source.span(number));
        let expected = [(8, 0), (0, 2), (3, 0), (6, 2), (11, 0), (8, 0)];
        assert_eq!(spans, expected.map(SourceSpan::from));
    }
}
