//! `farcall shrink`: makes a failing case small.

mod child;

use super::executor::By;
use super::output::Output;
use super::{CLEAN, CliError, input, progress};
use crate::atomic;
use crate::case::Case;
use crate::check::{Checker, Sampling, Verdict};
use crate::hunt;
use crate::oracle::Finding;
use crate::run::ExecutorChoice;
use crate::triage::{self, End, Limits, Progress, Shrunk, Size};
use child::{ChildChecker, Death};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Make a case smaller that still falls into the same bucket. Exit code 0: OUT is written; 1: FILE
/// has no finding, or cannot be read.
#[derive(Debug, clap::Args)]
pub(super) struct Shrink {
    /// A case file.
    file: PathBuf,
    /// Where the small case goes; FILE with .min.case for its extension if not given. Ctrl-C writes
    /// the smallest so far.
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
    /// The bucket to keep, of several; the first new one if not given, else the first.
    #[arg(long)]
    key: Option<String>,
    /// The most cases to check.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    checks: u64,
    /// What executes the cases, for findings that the machine does not show.
    #[arg(long, value_enum, default_value = "machine")]
    executor: By,
    /// How long a check may take before it counts as hanging. A case that hangs, or ends the
    /// process that checks it, is checked in processes of its own.
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = hunt::parse_duration)]
    timeout: Duration,
    /// Take any bytes for a case, as the fuzz target does.
    #[arg(long)]
    raw: bool,
}

impl Shrink {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let case = input::read(&self.file, self.raw)?;
        let out = self.out();
        let child = ChildChecker::new(self.timeout);
        if let Some(death) = child.check(&case).map_err(CliError::Child)? {
            write(&out, &case)?;
            return self.shrink_death(&case, &child, death, &out);
        }
        let executor = self.executor.executor()?;
        let mut checker = Checker::new(0)?.sampling(Sampling::All);
        let verdict = checker.check_with(&executor, &case)?;
        // The bucket may be that of a variant.
        let (case, finding) = self.bucket(&verdict, &case)?;
        // If the file cannot be written, say so before the work.
        write(&out, case)?;

        let start = Instant::now();
        let (key, oracle) = (&finding.key, Some(finding.key.oracle()));
        let shrunk = self.shrink(case, &mut |candidate| match &executor {
            ExecutorChoice::Machine => checker.check_for(candidate, oracle).falls_into(key),
            // A QEMU that fails on a candidate shows nothing about it.
            other => {
                let verdict = checker.check_with(other, candidate);
                verdict.is_ok_and(|verdict| verdict.falls_into(key))
            }
        })?;
        write(&out, &shrunk.case)?;
        let known = triage::known_issue(key);
        let known = known.map_or(String::new(), |k| format!("  (known issue {})", k.slug));
        let title = format!("{}  {key}{known}", finding.class);
        print(&title, case, &shrunk, start.elapsed(), &out)?;
        Ok(CLEAN)
    }

    /// Shrinks a case over which the process that checks it dies, or hangs.
    fn shrink_death(
        &self,
        case: &Case,
        child: &ChildChecker,
        death: Death,
        out: &Path,
    ) -> Result<u8, CliError> {
        let start = Instant::now();
        let mut failure = None;
        let shrunk = self.shrink(case, &mut |candidate| match child.check(candidate) {
            Ok(ended) => ended == Some(death),
            Err(error) => {
                failure = Some(error);
                false
            }
        })?;
        write(out, &shrunk.case)?;
        let title = format!("the process that checks it {death}");
        print(&title, case, &shrunk, start.elapsed(), out)?;
        match failure {
            Some(error) => Err(CliError::Child(error)),
            None => Ok(CLEAN),
        }
    }

    fn shrink(
        &self,
        case: &Case,
        interesting: &mut dyn FnMut(&Case) -> bool,
    ) -> Result<Shrunk, CliError> {
        let stop = progress::interrupted()?;
        let limits = Limits {
            checks: self.checks,
            stop: &stop,
        };
        let bar = progress::spinner();
        let mut shown = Instant::now();
        let shrunk = triage::shrink(case, interesting, &limits, &mut |progress| {
            if shown.elapsed() > Duration::from_millis(100) {
                shown = Instant::now();
                bar.set_message(line(&progress));
                bar.tick();
            }
        });
        bar.finish_and_clear();
        Ok(shrunk)
    }

    fn out(&self) -> PathBuf {
        let beside = || match self.file.extension() {
            Some(extension) if extension == "case" => self.file.with_extension("min.case"),
            _ => {
                let mut name = self.file.file_name().unwrap_or_default().to_owned();
                name.push(".min.case");
                self.file.with_file_name(name)
            }
        };
        self.out.clone().unwrap_or_else(beside)
    }

    /// The finding to keep, and the case that it is about: `case`, or one that was checked beside
    /// it.
    fn bucket<'v>(
        &self,
        verdict: &'v Verdict,
        case: &'v Case,
    ) -> Result<(&'v Case, &'v Finding), CliError> {
        let wrong = |reason: String| CliError::Input {
            path: self.file.display().to_string(),
            reason,
        };
        let found = triage::bucket(verdict, case, self.key.as_deref());
        found.ok_or_else(|| {
            let keys: Vec<String> = verdict.buckets().map(|f| f.key.to_string()).collect();
            match (&self.key, &verdict.unsupported) {
                (Some(key), _) if !keys.is_empty() => wrong(format!(
                    "it does not fall into {key}, but into {}",
                    keys.join(" and ")
                )),
                (_, Some(why)) => wrong(format!(
                    "there is no finding to shrink for; it is unsupported: {why}"
                )),
                _ => wrong("there is no finding to shrink for; it passes".to_owned()),
            }
        })
    }
}

fn write(path: &Path, case: &Case) -> Result<(), CliError> {
    let wrong = |reason: String| CliError::Write {
        path: path.display().to_string(),
        reason,
    };
    // A rename would replace a device or a pipe by a file.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(wrong("it is no regular file".to_owned()));
    }
    atomic::write(path, &case.to_bytes()).map_err(|error| wrong(error.to_string()))
}

fn print(
    title: &str,
    before: &Case,
    shrunk: &Shrunk,
    time: Duration,
    out: &Path,
) -> io::Result<()> {
    let mut stdout = Output::new();
    writeln!(stdout, "{title}")?;
    for (name, case) in [("before", before), ("after", &shrunk.case)] {
        let Size {
            functions,
            calls,
            statements,
            ..
        } = Size::of(case);
        let bytes = case.to_bytes().len();
        writeln!(
            stdout,
            "  {name:<6} {functions:>5} functions {calls:>5} calls \
             {statements:>5} other statements {bytes:>6} bytes"
        )?;
    }
    let end = match shrunk.end {
        End::Smallest => "nothing more can go",
        End::Checks => "more with a higher --checks",
        End::Stopped => "stopped early",
    };
    writeln!(
        stdout,
        "  {} cases checked in {:.1} s; {end}",
        shrunk.checks,
        time.as_secs_f64()
    )?;
    writeln!(stdout, "  farcall replay {}", out.display())
}

fn line(progress: &Progress) -> String {
    let Size {
        functions,
        calls,
        statements,
        ..
    } = progress.size;
    format!(
        "{} checked  {functions} functions, {calls} calls, {statements} other statements  {}",
        progress.checks, progress.reducer
    )
}
