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

/// The directives of a function; none if it has no directive.
///
/// # Errors
/// The first comment that is a malformed directive, and why.
pub(super) fn directives(comments: &[String]) -> Result<Option<Checker>, String> {
    let mut builder = CheckerBuilder::new();
    let mut any = false;
    for comment in comments {
        let is_one = builder.directive(comment.as_str());
        any |= is_one.map_err(|error| format!("`{comment}`: {error}"))?;
    }
    Ok(any.then(|| builder.finish()))
}

/// The first directive that `text` does not fulfil; none if it fulfils them all.
pub(super) fn unfulfilled(checker: &Checker, text: &str) -> Option<String> {
    match checker.explain(text, NO_VARIABLES) {
        Ok((true, _)) => None,
        Ok((false, told)) => {
            // The last line that names a directive is about the one that failed.
            let named = told.lines().rev().find(|line| line.contains("Missed #"));
            let number =
                named.and_then(|line| line.trim_start_matches([' ', '>']).split('#').nth(1));
            let number = number.and_then(|text| text.split_whitespace().next()?.parse().ok());
            let all = checker.to_string();
            let lines: Vec<&str> = all.lines().collect();
            let missed = number.and_then(|n: usize| lines.get(n).copied());
            let missed = missed.unwrap_or("a directive").trim();
            Some(format!("`{missed}` does not hold"))
        }
        Err(error) => Some(error.to_string()),
    }
}
