//! Directives: what `test compile` and `test unwind` expect of a function's code and its unwind
//! information, as comments for the crate `filecheck`.

use super::unwind_text::unwind_text;
use crate::link::FunctionText;
use filecheck::{Checker, CheckerBuilder, NO_VARIABLES};

/// A text that directives are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// Cranelift's text of the code, of `test compile`.
    Code,
    /// The unwind information as `test unwind` prints it.
    Unwind,
}

impl TextKind {
    /// This text of a compiled function.
    pub(crate) fn of(self, function: &FunctionText) -> String {
        match self {
            TextKind::Code => function.vcode.clone(),
            TextKind::Unwind => function
                .unwind
                .as_deref()
                .map_or(String::new(), unwind_text),
        }
    }

    /// The command of its `test` line.
    pub(crate) fn command(self) -> &'static str {
        match self {
            TextKind::Code => "compile",
            TextKind::Unwind => "unwind",
        }
    }
}

/// The directives of a function.
pub(super) struct Directives {
    checker: Checker,
    /// Their comments, in order.
    comments: Vec<String>,
}

impl Directives {
    /// Those among `comments`; none if no comment is a directive.
    ///
    /// # Errors
    /// The first comment that is a malformed directive, and why.
    pub(super) fn read(comments: Vec<String>) -> Result<Option<Directives>, String> {
        let mut builder = CheckerBuilder::new();
        let mut own = Vec::new();
        for comment in comments {
            let is_one = builder.directive(comment.as_str());
            if is_one.map_err(|error| format!("`{comment}`: {error}"))? {
                own.push(comment);
            }
        }
        let checker = builder.finish();
        Ok((!own.is_empty()).then_some(Directives {
            checker,
            comments: own,
        }))
    }

    /// What of it `text` does not fulfil; none if it fulfils everything.
    pub(super) fn unfulfilled(&self, text: &str) -> Option<String> {
        match self.checker.check(text, NO_VARIABLES) {
            Ok(true) => None,
            Ok(false) => {
                let missed = self.first_missed(text).trim_start_matches([';', ' ']);
                Some(format!("`{missed}` does not hold"))
            }
            Err(error) => Some(error.to_string()),
        }
    }

    /// The directive with which the ones up to it first fail.
    fn first_missed(&self, text: &str) -> &str {
        let fails = |count: &usize| {
            let mut builder = CheckerBuilder::new();
            for comment in &self.comments[..=*count] {
                // They were read before.
                let _ = builder.directive(comment.as_str());
            }
            !matches!(builder.finish().check(text, NO_VARIABLES), Ok(true))
        };
        let first = (0..self.comments.len()).find(fails);
        &self.comments[first.unwrap_or(self.comments.len() - 1)]
    }
}
