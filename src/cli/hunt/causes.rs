//! What a hunt found, by cause: first what is new, then each known issue with its buckets.

use crate::cli::output::Output;
use crate::hunt::Record;
use crate::known::{self, KnownIssue};
use std::io::{self, Write};
use std::path::Path;

/// Prints buckets whose files are below `out_dir`.
pub(super) fn print(out: &mut Output, records: &[Record], out_dir: &Path) -> io::Result<()> {
    for record in records.iter().filter(|record| cause(record).is_none()) {
        print_new(out, record, out_dir)?;
    }
    for issue in known::known_issues() {
        let is_its = |record: &&Record| cause(record).is_some_and(|own| own.slug == issue.slug);
        let its: Vec<&Record> = records.iter().filter(is_its).collect();
        if !its.is_empty() {
            print_known(out, issue, &its)?;
        }
    }
    Ok(())
}

/// The known issue that a bucket belongs to.
fn cause(record: &Record) -> Option<&'static KnownIssue> {
    known::known_issue_of(&record.key, record.assertions)
}

fn print_new(out: &mut Output, record: &Record, out_dir: &Path) -> io::Result<()> {
    let case = record.smallest.as_ref().unwrap_or(&record.case);
    let build = if record.assertions {
        "  (built with debug assertions)"
    } else {
        ""
    };
    writeln!(
        out,
        "  new   {:<11} {:>6}x  {}\n    {}\n    farcall replay {}{build}",
        record.class.to_string(),
        record.count,
        record.key,
        record.summary,
        out_dir.join(case).display(),
    )
}

fn print_known(out: &mut Output, issue: &KnownIssue, records: &[&Record]) -> io::Result<()> {
    let count: u64 = records.iter().map(|record| record.count).sum();
    let class = issue.description.class.to_string();
    writeln!(out, "  known {class:<11} {count:>6}x  {}", issue.slug)?;
    for record in records {
        writeln!(out, "        {:>17}x  {}", record.count, record.key)?;
    }
    Ok(())
}
