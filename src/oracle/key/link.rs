//! Keys about what Cranelift says when it does not compile or link.

use super::RelocName;
use crate::link::PanicReport;
use crate::link::reach::Window;
use std::fmt;

/// The words of a message, without what differs from case to case: numbers, quoted text, values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slug(String);

impl Slug {
    /// Up to ten words of `message`, joined by dashes.
    pub fn of(message: &str) -> Slug {
        let message = match message.split_once("on an `Err` value: ") {
            // Only the error's name: its fields differ from case to case, and from one standard
            // library to the next.
            Some((_, error)) => {
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let end = error.find(|c| !is_name(c)).unwrap_or(error.len());
                format!("unwrap {}", &error[..end])
            }
            None => message.lines().next().unwrap_or("").to_owned(),
        };
        let mut words: Vec<String> = Vec::new();
        for word in message.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            let case_specific = word.is_empty() || word.chars().any(|c| c.is_ascii_digit());
            if !case_specific && words.len() < 10 {
                words.push(kebab(word));
            }
        }
        Slug(words.join("-"))
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `TryFromIntError` as `try-from-int-error`.
fn kebab(word: &str) -> String {
    let mut text = String::new();
    let mut before = '_';
    for c in word.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
        before = c;
    }
    text
}

/// Cranelift panicked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PanicKey {
    /// Where.
    pub place: PanicPlace,
    /// The relocation that could not be applied and the window of its distance, if that is why.
    pub relocation: Option<(RelocName, Window)>,
}

/// Where a panic came from, the same in every version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PanicPlace {
    /// Code generated from ISLE.
    Isle {
        /// The generated file: `isle_riscv64`.
        file: String,
        /// The term that the message names.
        term: Slug,
    },
    /// Code that somebody wrote.
    Source {
        /// The crate, without its version.
        crate_name: String,
        /// The file, without `.rs`.
        file: String,
        /// What it said.
        message: Slug,
    },
}

impl PanicPlace {
    /// The place that `report` names.
    pub fn of(report: &PanicReport) -> PanicPlace {
        let file = report.file_stem().to_owned();
        if file.starts_with("isle_") {
            let term = Slug::of(isle_term(&report.message));
            return PanicPlace::Isle { file, term };
        }
        PanicPlace::Source {
            crate_name: report.crate_name(),
            file,
            message: Slug::of(&report.message),
        }
    }
}

/// The term in `internal error: entered unreachable code: no rule matched for term lower at src/…`.
fn isle_term(message: &str) -> &str {
    let term = message.split_once("for term ").map(|(_, rest)| rest);
    term.and_then(|rest| rest.split_whitespace().next())
        .unwrap_or(message)
}

impl fmt::Display for PanicPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PanicPlace::Isle { file, term } => write!(f, "{file}/{term}"),
            PanicPlace::Source {
                crate_name,
                file,
                message,
            } => write!(f, "{crate_name}/{file}/{message}"),
        }
    }
}

impl fmt::Display for PanicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.fmt(f)?;
        match self.relocation {
            Some((kind, window)) => write!(f, "/{kind}/{}", window.key()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(file: &str, message: &str) -> String {
        let report = PanicReport {
            file: file.to_owned(),
            line: 7,
            message: message.to_owned(),
        };
        PanicPlace::of(&report).to_string()
    }

    #[test]
    fn panics_are_named_by_crate_file_and_message() {
        let registry = "/x/registry/src/index-1949/cranelift-jit-0.135.8/src/compiled_blob.rs";
        let unwrap = "called `Result::unwrap()` on an `Err` value: TryFromIntError(())";
        let wanted = "cranelift-jit/compiled_blob/unwrap-try-from-int-error";
        assert_eq!(place(registry, unwrap), wanted);
        // Newer standard libraries say why.
        let with_reason = unwrap.replace("(())", "(NegOverflow)");
        assert_eq!(place(registry, &with_reason), wanted);
        let copy = "/copy/cranelift-jit/src/compiled_blob.rs";
        assert_eq!(place(copy, unwrap), wanted);
    }

    #[test]
    fn panics_are_named_without_numbers_and_names() {
        let file = "/x/regalloc2-0.15.0/src/ion/mod.rs";
        let message = "vreg v193 not live at inst12";
        assert_eq!(place(file, message), "regalloc2/mod/vreg-not-live-at");
    }

    #[test]
    fn generated_code_is_named_by_its_term() {
        let message = "internal error: entered unreachable code: no rule matched for term lower \
                       at src/isa/riscv64/lower.isle line 3";
        let file = "/b/out/isle_riscv64.rs";
        assert_eq!(place(file, message), "isle_riscv64/lower");
    }
}
