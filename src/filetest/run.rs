//! One file: every run line under every target line, and every function that has none.

use super::directives::TextKind;
use super::execute::LoadedImage;
use super::job::FileJob;
use super::parse::{Parsed, parse};
use super::report::FileReport;
use super::syntax::SourceText;
use super::{externs, target};
use crate::link::{Arena, ForeignLinker, Unlinked, catch};
use cranelift_codegen::isa::OwnedTargetIsa;
use farcall_machine::{Extensions, Machine};

/// The reason why a file without `test run` has no run lines.
const NO_TEST_RUN: &str = "no `test run` line; compiled, but to be run they need one";

/// Runs files, one after another.
pub(super) struct Runner {
    linker: ForeignLinker,
    machine: Machine,
}

impl Runner {
    /// A runner with its own arena.
    pub(super) fn new(arena: Arena) -> Self {
        Runner {
            linker: ForeignLinker::new(arena),
            machine: Machine::new(),
        }
    }

    /// Runs a file.
    pub(super) fn run(&mut self, source: &SourceText) -> FileReport {
        let report = || FileReport {
            name: source.name().to_owned(),
            ..FileReport::default()
        };
        // Values, names and flags are Cranelift's as well, so a panic in between costs this file
        // alone.
        catch(|| self.file(source, report())).unwrap_or_else(|panic| {
            self.linker.reset();
            let mut report = report();
            report.fail(format!("{}: not run: {panic}", source.name()));
            report
        })
    }

    fn file(&mut self, source: &SourceText, mut report: FileReport) -> FileReport {
        let mut parsed = match parse(source) {
            Ok(parsed) => parsed,
            Err(bad) if bad.is_warning() => {
                report.summary.skip(&bad.to_string(), 1);
                return report;
            }
            Err(bad) => {
                report.bad_syntax(bad);
                return report;
            }
        };
        let bad = std::mem::take(&mut parsed.bad);
        if let Some(reason) = skipped(&parsed) {
            let lines = (parsed.lines.len() + bad.len()) as u64;
            report.summary.skip(&reason, lines.max(1));
            return report;
        }
        if parsed.runs {
            let astray = "before every function, so a run line of none";
            report.summary.skip(astray, parsed.astray);
            let bad = bad.into_iter();
            bad.for_each(|bad| report.bad_syntax(bad.into()));
        }
        for target in &parsed.targets {
            let job = FileJob {
                parsed: &parsed,
                target,
                report: &mut report,
            };
            self.run_target(job);
        }
        report
    }

    fn run_target(&mut self, mut job: FileJob<'_>) {
        let isa = match target::isa(job.target) {
            Ok(isa) => isa,
            Err(panic) => return job.fail_target(&format!("no instruction set: {panic}")),
        };
        self.compare(&mut job, &isa);
        let extensions = match target::extensions(job.target) {
            _ if !job.parsed.runs => return self.compile(job, isa, NO_TEST_RUN),
            Ok(_) if job.parsed.lines.is_empty() => return self.compile(job, isa, ""),
            Ok(extensions) => extensions,
            Err(reason) => return self.compile(job, isa, &reason),
        };
        self.execute(job, isa, extensions);
    }

    /// Compares the texts of functions that have directives with them.
    fn compare(&mut self, job: &mut FileJob<'_>, isa: &OwnedTargetIsa) {
        for (index, function) in job.parsed.functions.iter().enumerate() {
            let directives = match &job.parsed.directives[index] {
                Ok(None) => continue,
                _ if job.parsed.texts.is_empty() => continue,
                Ok(Some(directives)) => directives,
                Err(what) => {
                    job.compared(index, "directive", Some(what.clone()));
                    continue;
                }
            };
            let text = self.linker.text(&**isa, function);
            for kind in &job.parsed.texts {
                let wrong = match &text {
                    Ok(text) => directives.unfulfilled(&kind.of(text)),
                    Err(cause) => Some(format!("not compiled: {cause}")),
                };
                job.compared(index, kind.command(), wrong);
            }
        }
    }

    /// The text of each function of a file under its first riscv64 target line.
    ///
    /// # Errors
    /// What Cranelift says of the file, or of a function.
    pub(super) fn texts(
        &mut self,
        source: &SourceText,
        kind: TextKind,
    ) -> Result<Vec<String>, String> {
        let parsed = parse(source).map_err(|bad| bad.to_string())?;
        let target = parsed.targets.first().ok_or("no riscv64 target")?;
        let isa = target::isa(target).map_err(|panic| panic.to_string())?;
        let texts = parsed.functions.iter().map(|function| {
            let text = self.linker.text(&*isa, function);
            text.map(|text| kind.of(&text))
                .map_err(|cause| cause.to_string())
        });
        texts.collect()
    }

    /// Only compiles the functions; `reason` says why no line is run.
    fn compile(&mut self, mut job: FileJob<'_>, isa: OwnedTargetIsa, reason: &str) {
        let functions = &job.parsed.functions;
        match self.linker.compile(&*isa, functions, &externs::functions()) {
            Ok(verdicts) => {
                for (index, verdict) in verdicts.iter().enumerate() {
                    job.compiled(index, verdict.as_ref().err());
                }
                let lines = job.parsed.lines.len() as u64;
                job.report.summary.skip(reason, lines);
            }
            Err(panic) => job.fail_target(&format!("not compiled: {panic}")),
        }
    }

    fn execute(&mut self, mut job: FileJob<'_>, isa: OwnedTargetIsa, extensions: Extensions) {
        let linked = self
            .linker
            .link(isa, &job.parsed.functions, &externs::functions());
        let image = match linked {
            Ok(image) => image,
            Err(cause) => return job.fail_target(&format!("not linked: {cause}")),
        };
        for (index, function) in image.functions.iter().enumerate() {
            if !job.parsed.has_line[index] {
                let refusal = match function {
                    Err(Unlinked::Refused(cause)) => Some(cause),
                    Ok(_) | Err(_) => None,
                };
                job.compiled(index, refusal);
            }
        }
        let mut session = LoadedImage::new(&mut self.machine, image, extensions);
        for line in &job.parsed.lines {
            job.run_line(&mut session, line);
        }
    }
}

/// The reason why nothing of a file is compiled.
fn skipped(parsed: &Parsed) -> Option<String> {
    if !parsed.has_target {
        Some("no target line; add `target riscv64`".to_owned())
    } else if parsed.targets.is_empty() {
        Some("no riscv64 target".to_owned())
    } else if let Some(feature) = &parsed.feature {
        Some(format!("feature {feature} of Cranelift's build"))
    } else if parsed.functions.is_empty() {
        Some("no function".to_owned())
    } else {
        None
    }
}
