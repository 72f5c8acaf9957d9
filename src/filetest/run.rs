//! One file: every run line under every target line, and every function that has none.

use super::execute::{Session, Trouble};
use super::parse::{Parsed, RunLine, TargetLine, parse};
use super::place::Places;
use super::report::{FileReport, Note};
use super::syntax::Source;
use super::{fault, host, target, values};
use crate::link::{Arena, Cause, ForeignLinker, Unlinked, catch};
use crate::machine::{Extensions, Machine};
use cranelift_codegen::data_value::DataValue;
use cranelift_codegen::ir::AbiParam;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_reader::{Comparison, Invocation, RunCommand};

/// Why run lines are none in a file that does not ask for them.
const NO_TEST_RUN: &str = "no `test run` line; compiled, but to be run they need one";

/// Runs files, one after another.
pub(super) struct Runner {
    linker: ForeignLinker,
    machine: Machine,
}

/// A file on its way, under one target line.
struct Job<'j> {
    parsed: &'j Parsed,
    target: &'j TargetLine,
    report: &'j mut FileReport,
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
    pub(super) fn run(&mut self, source: &Source) -> FileReport {
        let report = || FileReport {
            name: source.name().to_owned(),
            ..FileReport::default()
        };
        // Values, names and flags are Cranelift's, too: what panics in between takes one file along.
        catch(|| self.file(source, report())).unwrap_or_else(|panic| {
            self.linker.reset();
            let mut report = report();
            report.fail(format!("{}: not run: {panic}", source.name()));
            report
        })
    }

    fn file(&mut self, source: &Source, mut report: FileReport) -> FileReport {
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
            let job = Job {
                parsed: &parsed,
                target,
                report: &mut report,
            };
            self.run_target(job);
        }
        report
    }

    fn run_target(&mut self, mut job: Job<'_>) {
        let isa = match target::isa(job.target) {
            Ok(isa) => isa,
            Err(panic) => return job.fail_target(&format!("no instruction set: {panic}")),
        };
        let extensions = match target::extensions(job.target) {
            _ if !job.parsed.runs => return self.compile(job, isa, NO_TEST_RUN),
            Ok(_) if job.parsed.lines.is_empty() => return self.compile(job, isa, ""),
            Ok(extensions) => extensions,
            Err(reason) => return self.compile(job, isa, &reason),
        };
        self.execute(job, isa, extensions);
    }

    /// Compiles the functions, and no more: `reason` says why no line is run.
    fn compile(&mut self, mut job: Job<'_>, isa: OwnedTargetIsa, reason: &str) {
        let functions = &job.parsed.functions;
        match self.linker.compile(&*isa, functions, host::NAMES) {
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

    fn execute(&mut self, mut job: Job<'_>, isa: OwnedTargetIsa, extensions: Extensions) {
        let linked = self.linker.link(isa, &job.parsed.functions, host::NAMES);
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
        let mut session = Session::new(&mut self.machine, image, extensions);
        for line in &job.parsed.lines {
            job.run_line(&mut session, line);
        }
    }
}

/// Why nothing of a file is compiled.
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

impl Job<'_> {
    /// Notes what Cranelift made of a function that is not run: compiled unless there is a refusal.
    fn compiled(&mut self, function: usize, refusal: Option<&Cause>) {
        match refusal {
            // Its run lines are counted instead.
            None if self.parsed.has_line[function] => {}
            None if self.parsed.runs => self.report.summary.compile("no run line", 1),
            None => self.report.summary.compile("no `test run` line", 1),
            Some(cause @ (Cause::Verifier(_) | Cause::Unsupported(_))) => {
                if self.parsed.has_line[function] {
                    self.note_refusal(function, cause);
                } else {
                    self.refused(function, cause);
                }
            }
            Some(cause) => {
                let what = one_line(&format!("not compiled: {cause}"));
                let what = format!("{}: {what}", self.at(None, function, ""));
                self.report.fail(what);
            }
        }
    }

    fn run_line(&mut self, session: &mut Session<'_>, line: &RunLine) {
        let function = &self.parsed.functions[line.function];
        let entry = match &session.image().functions[line.function] {
            Ok(linked) => linked.span.start,
            Err(why) => return self.not_run(line, why),
        };
        let signature = match values::signature(&function.signature) {
            Ok(signature) => signature,
            Err(reason) => return self.report.summary.skip(&reason, 1),
        };
        let args = &invocation(&line.command).args;
        let args: Vec<u128> = args.iter().map(values::bits).collect();
        let results = session.call(entry, &signature, &args);
        let places = Places::new(session.image(), &self.parsed.functions, host::NAMES);
        let results = results.map_err(|trouble| match trouble {
            Trouble::Fault(fault) => fault::explain(fault, &places),
            other => other.to_string(),
        });
        self.judge(line, results, &places);
    }

    /// Skips a function, or a run line of it, because Cranelift says that it does not take it.
    fn refused(&mut self, function: usize, cause: &Cause) {
        self.note_refusal(function, cause);
        self.report.summary.skip(&gist(cause), 1);
    }

    fn note_refusal(&mut self, function: usize, cause: &Cause) {
        let what = one_line(&cause.to_string());
        let at = self.at(None, function, "");
        let skipped = format!("{at}: Cranelift refuses: {what}");
        self.report.notes.push(Note::Skipped(skipped));
    }

    fn not_run(&mut self, line: &RunLine, why: &Unlinked) {
        match why {
            Unlinked::Refused(cause @ Cause::Unsupported(_)) => self.refused(line.function, cause),
            Unlinked::Module(_) => {
                self.report.summary.skip(&one_line(&why.to_string()), 1);
            }
            Unlinked::Refused(_) => self.fail_line(line, &format!("not compiled: {why}")),
            _ => self.fail_line(line, &format!("not run: {why}")),
        }
    }

    fn judge(&mut self, line: &RunLine, results: Result<Vec<u128>, String>, places: &Places<'_>) {
        let wanted = match &line.command {
            RunCommand::Print(_) => "a result".to_owned(),
            RunCommand::Run(_, Comparison::Equals, expected) => values::show(expected),
            RunCommand::Run(_, Comparison::NotEquals, expected) => {
                format!("anything but {}", values::show(expected))
            }
        };
        let results = match results {
            Ok(results) => results,
            Err(got) => return self.fail_line(line, &format!("expected {wanted}, got {got}")),
        };
        let returns = &self.parsed.functions[line.function].signature.returns;
        let got = values::show_with(&as_values(returns, &results), |address| {
            places.name(address)
        });
        let fulfilled = match &line.command {
            RunCommand::Print(_) => {
                let what = self.line(line);
                let printed = Note::Printed(format!("{what} -> {got}"));
                self.report.notes.push(printed);
                true
            }
            RunCommand::Run(_, comparison, expected) => {
                let expected: Vec<u128> = expected.iter().map(values::bits).collect();
                let equal = expected == results;
                equal == (*comparison == Comparison::Equals)
            }
        };
        if fulfilled {
            self.report.summary.passed += 1;
        } else {
            self.fail_line(line, &format!("expected {wanted}, got {got}"));
        }
    }

    fn fail_line(&mut self, line: &RunLine, what: &str) {
        let what = format!("{}: {}", self.line(line), one_line(what));
        self.report.fail(what);
    }

    /// Every run line, or else the target line, fails for one reason.
    fn fail_target(&mut self, what: &str) {
        let lines = &self.parsed.lines;
        if lines.is_empty() {
            let (name, text, at) = (&self.report.name, &self.target.text, self.target.number);
            let what = format!("{name}:{at}: {text}: {}", one_line(what));
            return self.report.fail(what);
        }
        lines.iter().for_each(|line| self.fail_line(line, what));
    }

    /// A run line under the target line, for people.
    fn line(&self, line: &RunLine) -> String {
        let args = values::show(&invocation(&line.command).args);
        let args = args.trim_start_matches('[').trim_end_matches(']');
        self.at(Some(line.number), line.function, &format!("({args})"))
    }

    fn at(&self, number: Option<usize>, function: usize, args: &str) -> String {
        let function = &self.parsed.functions[function].name;
        let number = number.map_or(String::new(), |number| format!(":{number}"));
        let (name, text, at) = (&self.report.name, &self.target.text, self.target.number);
        format!("{name}{number}: {function}{args}, {text} (line {at})")
    }
}

/// What Cranelift says to many functions, without what is about one of them: names are in backticks.
fn gist(cause: &Cause) -> String {
    let text = match cause {
        Cause::Verifier(_) => "it does not pass the verifier".to_owned(),
        cause => cause.to_string(),
    };
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(n, part)| if n % 2 == 0 { part } else { ".." });
    one_line(&format!("Cranelift refuses: {}", parts.collect::<String>()))
}

/// One line, whatever a message of Cranelift has.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn invocation(command: &RunCommand) -> &Invocation {
    match command {
        RunCommand::Print(invocation) | RunCommand::Run(invocation, _, _) => invocation,
    }
}

fn as_values(returns: &[AbiParam], results: &[u128]) -> Vec<DataValue> {
    let pairs = returns.iter().zip(results);
    pairs
        .map(|(param, &bits)| values::value(param.value_type, bits))
        .collect()
}
