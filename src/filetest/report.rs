//! The outcomes of run lines.

use super::syntax::BadSyntax;
use std::collections::BTreeMap;

/// A note about a file, for people.
#[derive(Debug)]
pub enum Note {
    /// A run line failed, in one line.
    Failure(String),
    /// Cranelift's reader rejects the file, or one of its run lines. Counts as failed.
    BadSyntax(Box<BadSyntax>),
    /// A function that Cranelift refuses, in one line. Its kind is a reason in the summary.
    Skipped(String),
    /// What a `print:` line asked for.
    Printed(String),
}

/// Counts of run lines, each under one target line, and of functions without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FiletestSummary {
    /// Those with the expected results.
    pub passed: u64,
    /// Those with other results, what does not parse, and functions over which Cranelift panics.
    pub failed: u64,
    /// Those that were not run, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Functions without a run line that compile, each under one target line, by the reason why
    /// they are not run.
    pub compiled: BTreeMap<String, u64>,
}

impl FiletestSummary {
    /// Adds the counts of `other`.
    pub fn add(&mut self, other: &FiletestSummary) {
        self.passed += other.passed;
        self.failed += other.failed;
        for (reason, &count) in &other.skipped {
            self.skip(reason, count);
        }
        for (reason, &count) in &other.compiled {
            self.compile(reason, count);
        }
    }

    /// The number of run lines that were skipped.
    pub fn all_skipped(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// The number of functions that were only compiled.
    pub fn all_compiled(&self) -> u64 {
        self.compiled.values().sum()
    }

    pub(super) fn compile(&mut self, reason: &str, count: u64) {
        *self.compiled.entry(reason.to_owned()).or_default() += count;
    }

    pub(super) fn skip(&mut self, reason: &str, count: u64) {
        if count > 0 {
            *self.skipped.entry(reason.to_owned()).or_default() += count;
        }
    }
}

/// The report on a file.
#[derive(Debug, Default)]
pub struct FileReport {
    /// The file, as it was named or found.
    pub name: String,
    /// Counts.
    pub summary: FiletestSummary,
    /// How many of the failed run lines any runner would see fail: a wrong result, a fault, a trap,
    /// or no end. The others failed because of registers that only this runner looks at.
    pub plain: u64,
    /// Notes, in the order of target lines and run lines.
    pub notes: Vec<Note>,
}

impl FileReport {
    pub(super) fn fail(&mut self, what: String) {
        self.summary.failed += 1;
        self.notes.push(Note::Failure(what));
    }

    pub(super) fn bad_syntax(&mut self, bad: Box<BadSyntax>) {
        self.summary.failed += 1;
        self.notes.push(Note::BadSyntax(bad));
    }
}
