//! What a counted hunt found, for programs: one JSON object.
//!
//! *Invariant.* It depends on Cranelift, seed, cases, baseline and debug assertions alone. It has
//! no times, no rates, and nothing of the machine.

use crate::cli::CliError;
use crate::cli::output::Output;
use crate::hunt::{HuntSummary, Record};
use crate::version;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Prints the buckets that the baseline lacks. Files are below `out`.
pub(super) fn print(
    outcome: &HuntSummary,
    out: &Path,
    (seed, cases): (u64, u64),
) -> Result<(), CliError> {
    let buckets = outcome
        .beyond_baseline
        .iter()
        .map(|record| bucket(record, out));
    let list = json!({
        "farcall": env!("CARGO_PKG_VERSION"),
        "cranelift": version::linked().to_string(),
        "assertions": cfg!(debug_assertions),
        "seed": seed,
        "cases": cases,
        "new": outcome.new,
        "buckets": buckets.collect::<Result<Vec<_>, _>>()?,
    });
    writeln!(Output::new(), "{list:#}")?;
    Ok(())
}

fn bucket(record: &Record, out: &Path) -> Result<Value, CliError> {
    let smallest = record.smallest.as_deref();
    Ok(json!({
        "key": record.key,
        "class": record.class,
        "known": record.known,
        "count": record.count,
        "first_case": record.first_case,
        "case": file(&record.case, out)?,
        "smallest": smallest.map(|path| file(path, out)).transpose()?,
    }))
}

/// A file of the output directory, with the hash of its contents.
fn file(path: &Path, out: &Path) -> Result<Value, CliError> {
    let bytes = fs::read(out.join(path)).map_err(|error| CliError::Input {
        path: out.join(path).display().to_string(),
        reason: error.to_string(),
    })?;
    let digest: String = Sha1::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(json!({ "file": path, "sha1": digest }))
}
