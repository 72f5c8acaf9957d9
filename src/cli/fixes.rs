//! `farcall triage check --fixes`: whether each fix does what it says.

use super::output::Output;
use super::{CLEAN, CliError, FOUND, absolute, progress, relink};
use crate::fixes::{self, FixesOptions, FixesReport, Outcome, Proof};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Tries the fixes of the issues `only`, or all, and prints what that shows.
pub(super) fn run(only: &[String], runtests: Option<&Path>, json: bool) -> Result<u8, CliError> {
    let filetests = runtests.map(directory).transpose()?;
    let options = FixesOptions {
        only: only.to_vec(),
        filetests,
    };
    let stop = progress::interrupted()?;
    let bar = progress::spinner();
    let mut out = Output::new();
    let mut printed: io::Result<()> = Ok(());
    let mut announced = String::new();
    let proofs = fixes::prove(&options, &stop, &mut |report| match report {
        FixesReport::Building(what, progress) => {
            let line = format!("building {what}: {}", relink::line(&progress));
            bar.set_message(line);
            bar.tick();
            if announced != what {
                announced = what.to_owned();
                // If standard error is closed, the work goes on.
                drop(bar.suspend(|| writeln!(io::stderr(), "building {what}")));
            }
        }
        FixesReport::Proof(proof) if printed.is_ok() => {
            printed = bar.suspend(|| print(&mut out, proof, json));
        }
        FixesReport::Proof(_) => {}
    });
    bar.finish_and_clear();
    let proofs = proofs?;
    printed?;
    if !json {
        let count = |is: fn(&Outcome) -> bool| proofs.iter().filter(|p| is(&p.outcome)).count();
        writeln!(
            out,
            "{} fixes proven, {} refuted, {} questions of design, {} issues without",
            count(|outcome| matches!(outcome, Outcome::Proven { .. })),
            count(|outcome| matches!(outcome, Outcome::Refuted { .. })),
            count(|outcome| matches!(outcome, Outcome::Design { .. })),
            count(|outcome| matches!(outcome, Outcome::Missing)),
        )?;
    }
    Ok(if proofs.iter().any(Proof::is_refuted) {
        FOUND
    } else {
        CLEAN
    })
}

/// The absolute path of a directory that is there.
fn directory(path: &Path) -> Result<PathBuf, CliError> {
    if path.is_dir() {
        absolute(path)
    } else {
        Err(CliError::Input {
            path: path.display().to_string(),
            reason: "it is no directory; --runtests takes one with .clif files".to_owned(),
        })
    }
}

fn print(out: &mut Output, proof: &Proof, json: bool) -> io::Result<()> {
    if json {
        let text = serde_json::to_string(proof).expect("proofs are plain data");
        return writeln!(out, "{text}");
    }
    let slug = proof.slug;
    match &proof.outcome {
        Outcome::Proven {
            edits,
            also,
            others,
            filetests,
        } => {
            let s = if *edits == 1 { "" } else { "s" };
            write!(
                out,
                "proven   {slug}: {edits} edit{s}, {others} others as before"
            )?;
            if !also.is_empty() {
                write!(out, ", also mends {}", also.join(", "))?;
            }
            match filetests {
                Some(counts) => writeln!(out, "; filetests: {counts}"),
                None => writeln!(out),
            }
        }
        Outcome::Refuted { problems } => writeln!(out, "REFUTED  {slug}: {}", problems.join("; ")),
        Outcome::Design { reason } => writeln!(out, "design   {slug}: {reason}"),
        Outcome::Missing => writeln!(out, "missing  {slug}: it has no fix.json"),
        Outcome::NotInForce => writeln!(out, "absent   {slug}: this Cranelift does not have it"),
    }
}
