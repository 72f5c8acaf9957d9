//! `farcall filetest`: Cranelift's own tests, on the checked machine.

use super::output::Output;
use super::{CLEAN, CliError, FAILED, FOUND, progress};
use crate::filetest::{self, BadSyntax, FileReport, FiletestSummary, Note};
use clap::Subcommand;
use miette::{GraphicalReportHandler, GraphicalTheme};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::thread;

/// The most files that are reported one by one. Of more, only the sums are.
const FEW: usize = 10;

/// Run tests of Cranelift.
#[derive(Debug, clap::Args)]
pub(super) struct Filetest {
    #[command(subcommand)]
    command: Filetests,
}

#[derive(Debug, Subcommand)]
enum Filetests {
    Run(Run),
}

/// Run the functions of .clif files on riscv64, as their run lines ask.
///
/// A file with `test run` has its run lines executed under each of its riscv64 target lines. All
/// other functions of files for riscv64 are compiled, whatever the file tests: what Cranelift
/// refuses is skipped, and a panic of Cranelift is a failure.
///
/// What is counted is a run line under a target line, and a function without one. A file that does
/// not parse counts as one that failed. What is not run is told with its reason.
///
/// Exit codes: 0, nothing failed (what was skipped, and why, is printed); 2, something failed;
/// 1, a path cannot be read, or the files cannot be run.
#[derive(Debug, clap::Args)]
struct Run {
    /// Files, or directories for every .clif file in and below them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Workers; one a core if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    jobs: Option<u32>,
}

impl Filetest {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        match &self.command {
            Filetests::Run(run) => run.run(),
        }
    }
}

impl Run {
    fn run(&self) -> Result<u8, CliError> {
        let (files, wrong) = filetest::find(&self.paths);
        wrong.iter().for_each(|wrong| eprintln!("farcall: {wrong}"));
        let mut failed = !wrong.is_empty();
        let cores = thread::available_parallelism().map_or(1, |n| n.get() as u32);
        let jobs = self.jobs.unwrap_or(cores).min(files.len() as u32);
        let bar = progress::bar(files.len() as u64, "files");
        let mut out = Output::new();
        let (mut summary, mut printed) = (FiletestSummary::default(), Ok(()));
        let mut read = 0;
        let detail = Detail::of(files.len());
        filetest::run(&files, jobs, &mut |report| {
            match report {
                Ok(report) => {
                    read += 1;
                    summary.add(&report.summary);
                    let shown = bar.suspend(|| print(&mut out, &report, detail));
                    printed = std::mem::replace(&mut printed, Ok(())).and(shown);
                }
                Err(wrong) => {
                    failed = true;
                    bar.suspend(|| eprintln!("farcall: {wrong}"));
                }
            }
            bar.inc(1);
        })?;
        bar.finish_and_clear();
        printed?;
        if read > 0 {
            close(&mut out, &summary)?;
        }
        Ok(match (failed, summary.failed) {
            (true, _) => FAILED,
            (false, 0) => CLEAN,
            (false, _) => FOUND,
        })
    }
}

/// How much is reported of what is not run.
#[derive(Clone, Copy)]
enum Detail {
    /// Refused functions; the sums have all the rest, as there is one file.
    Functions,
    /// Refused functions, and the sums of each file.
    Files,
    /// Sums only.
    Sums,
}

impl Detail {
    fn of(files: usize) -> Detail {
        match files {
            0 | 1 => Detail::Functions,
            2..=FEW => Detail::Files,
            _ => Detail::Sums,
        }
    }
}

/// Reports a file.
fn print(out: &mut Output, report: &FileReport, detail: Detail) -> io::Result<()> {
    for note in &report.notes {
        match note {
            Note::Failure(line) => writeln!(out, "{line}")?,
            Note::Printed(line) => writeln!(out, "{line}")?,
            Note::Skipped(_) if matches!(detail, Detail::Sums) => {}
            Note::Skipped(line) => writeln!(out, "{line}")?,
            Note::BadSyntax(bad) => write!(out, "{}", diagnostic(bad))?,
        }
    }
    if let Detail::Files = detail {
        reasons(out, &format!("{}: ", report.name), &report.summary)?;
    }
    Ok(())
}

/// What was not run, and why.
fn reasons(out: &mut Output, start: &str, summary: &FiletestSummary) -> io::Result<()> {
    for (reason, count) in &summary.skipped {
        writeln!(out, "{start}{count} skipped: {reason}")?;
    }
    for (reason, count) in &summary.compiled {
        writeln!(out, "{start}{count} only compiled: {reason}")?;
    }
    Ok(())
}

/// The mistake and the lines around it, with colours in a terminal.
fn diagnostic(bad: &BadSyntax) -> String {
    let theme = if io::stdout().is_terminal() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let mut text = String::new();
    let rendered = GraphicalReportHandler::new_themed(theme).render_report(&mut text, bad);
    rendered.expect("a string takes everything");
    text
}

fn close(out: &mut Output, summary: &FiletestSummary) -> io::Result<()> {
    reasons(out, "", summary)?;
    let FiletestSummary { passed, failed, .. } = summary;
    let skipped = summary.all_skipped();
    write!(out, "{passed} passed, {failed} failed, {skipped} skipped")?;
    match summary.all_compiled() {
        0 => writeln!(out),
        compiled => writeln!(out, ", {compiled} only compiled"),
    }
}
