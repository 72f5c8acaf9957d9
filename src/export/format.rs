//! The formats, and what they give.

use super::suits;
use crate::oracle::Oracle;
use std::fmt;
use thiserror::Error;

/// A form in which a finding leaves Farcall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Format {
    /// A filetest in Cranelift's own style.
    Clif,
    /// A `#[test]` against Cranelift's crates, without Farcall.
    Rust,
    /// C and CLIF side by side, with the lines that build and run them.
    C,
    /// A static riscv64 executable that exits with 0 or 1.
    Elf,
    /// A draft of a report, for a human to finish.
    Issue,
    /// A page for a browser.
    Html,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Clif => "clif",
            Format::Rust => "rust",
            Format::C => "c",
            Format::Elf => "elf",
            Format::Issue => "issue",
            Format::Html => "html",
        })
    }
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// Its name; with slashes, if it belongs into folders of its own.
    pub name: String,
    /// Its contents.
    pub contents: Vec<u8>,
    /// Whether it is a program.
    pub executable: bool,
}

impl ExportFile {
    /// A text file.
    pub fn text(name: impl Into<String>, contents: String) -> Self {
        ExportFile {
            name: name.into(),
            contents: contents.into_bytes(),
            executable: false,
        }
    }
}

/// A finding in one format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The files, the main one first.
    pub files: Vec<ExportFile>,
    /// What to do with them, in one line: where they belong, or how to run them.
    pub advice: String,
}

/// Why a finding is not exported.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExportError {
    /// The format cannot show it.
    #[error("{format} cannot show it: {why}{}", alternatives(.instead))]
    Inexpressible {
        /// The format.
        format: Format,
        /// The reason.
        why: String,
        /// The formats that may, best first.
        instead: Vec<Format>,
    },
    /// The linked Cranelift has the fix, so nothing is wrong.
    #[error("the fix is applied, so nothing is wrong; leave out --fixed, or try --format clif")]
    Fixed,
    /// A program that the export needs cannot be used.
    #[error("{0}")]
    Tool(String),
}

impl ExportError {
    /// `format` cannot show what `oracle` found.
    pub(super) fn inexpressible(format: Format, why: impl Into<String>, oracle: Oracle) -> Self {
        let others = suits::formats(oracle).iter().copied();
        let others = others.filter(|&other| other != format);
        ExportError::Inexpressible {
            format,
            why: why.into(),
            instead: others.chain([Format::Issue]).collect(),
        }
    }
}

fn alternatives(formats: &[Format]) -> String {
    let options = formats.iter().map(|format| format!("--format {format}"));
    match options.collect::<Vec<_>>().join(" or ") {
        none if none.is_empty() => none,
        some => format!("; try {some}"),
    }
}
