//! One file: every run line under every target line.

use super::execute::{Session, Trouble};
use super::parse::{Parsed, RunLine, TargetLine, parse};
use super::report::{FileReport, Note};
use super::syntax::Source;
use super::{fault, host, target, values};
use crate::link::{Arena, ForeignLinker};
use crate::machine::Machine;
use cranelift_codegen::data_value::DataValue;
use cranelift_codegen::ir::AbiParam;
use cranelift_reader::{Comparison, Invocation, RunCommand};

/// Runs files, one after another.
pub(super) struct Runner {
    linker: ForeignLinker,
    machine: Machine,
}

/// A file on its way.
struct Job<'j> {
    name: &'j str,
    parsed: &'j Parsed,
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
        let mut report = FileReport::default();
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
        let lines = parsed.lines.len() as u64;
        if let Some(reason) = skipped(&parsed, bad.is_empty()) {
            report.summary.skip(&reason, lines.max(1));
            return report;
        }
        bad.into_iter()
            .for_each(|bad| report.bad_syntax(bad.into()));
        for target in &parsed.targets {
            let job = Job {
                name: source.name(),
                parsed: &parsed,
                report: &mut report,
            };
            self.run_target(job, target);
        }
        report
    }

    fn run_target(&mut self, mut job: Job<'_>, target: &TargetLine) {
        let (isa, extensions) = match target::configure(target) {
            Ok(configured) => configured,
            Err(reason) => {
                let lines = job.parsed.lines.len() as u64;
                return job.report.summary.skip(&reason, lines);
            }
        };
        let linked = self.linker.link(isa, &job.parsed.functions, host::NAMES);
        match linked {
            Ok(image) => {
                let mut session = Session::new(&mut self.machine, image, extensions);
                for line in &job.parsed.lines {
                    job.run_line(&mut session, target, line);
                }
            }
            Err(cause) => {
                for line in &job.parsed.lines {
                    job.fail(target, line, &format!("not linked: {cause}"));
                }
            }
        }
    }
}

/// Why nothing of a file is run.
fn skipped(parsed: &Parsed, all_lines_parse: bool) -> Option<String> {
    if !parsed.runs {
        Some("no `test run` line".to_owned())
    } else if parsed.targets.is_empty() {
        Some("no riscv64 target".to_owned())
    } else if let Some(feature) = &parsed.feature {
        Some(format!("feature {feature} of Cranelift's build"))
    } else if parsed.lines.is_empty() && all_lines_parse {
        Some("no run line".to_owned())
    } else {
        None
    }
}

impl Job<'_> {
    fn run_line(&mut self, session: &mut Session<'_>, target: &TargetLine, line: &RunLine) {
        let function = &self.parsed.functions[line.function];
        let signature = match values::signature(&function.signature) {
            Ok(signature) => signature,
            Err(reason) => return self.report.summary.skip(&reason, 1),
        };
        let entry = match &session.image().functions[line.function] {
            Ok(linked) => linked.span.start,
            Err(why) => return self.fail(target, line, &format!("not compiled: {why}")),
        };
        let args = &invocation(&line.command).args;
        let args: Vec<u128> = args.iter().map(values::bits).collect();
        let results = session.call(entry, &signature, &args);
        let results = results.map_err(|trouble| match trouble {
            Trouble::Fault(fault) => fault::explain(fault, session.image(), &self.parsed.functions),
            other => other.to_string(),
        });
        self.judge(target, line, results);
    }

    fn judge(&mut self, target: &TargetLine, line: &RunLine, results: Result<Vec<u128>, String>) {
        let wanted = match &line.command {
            RunCommand::Print(_) => "a result".to_owned(),
            RunCommand::Run(_, Comparison::Equals, expected) => values::show(expected),
            RunCommand::Run(_, Comparison::NotEquals, expected) => {
                format!("anything but {}", values::show(expected))
            }
        };
        let results = match results {
            Ok(results) => results,
            Err(got) => return self.fail(target, line, &format!("expected {wanted}, got {got}")),
        };
        let returns = &self.parsed.functions[line.function].signature.returns;
        let got = values::show(&as_values(returns, &results));
        let fulfilled = match &line.command {
            RunCommand::Print(_) => {
                let what = self.line(target, line);
                self.report
                    .notes
                    .push(Note::Printed(format!("{what} -> {got}")));
                true
            }
            RunCommand::Run(_, comparison, expected) => {
                let expected: Vec<u128> = expected.iter().map(values::bits).collect();
                let equal = expected == results;
                equal == (*comparison == Comparison::Equals)
            }
        };
        match fulfilled {
            true => self.report.summary.passed += 1,
            false => self.fail(target, line, &format!("expected {wanted}, got {got}")),
        }
    }

    fn fail(&mut self, target: &TargetLine, line: &RunLine, what: &str) {
        let line = self.line(target, line);
        // One line, whatever a message of Cranelift has.
        let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
        self.report.fail(format!("{line}: {what}"));
    }

    /// A run line under a target line, for people.
    fn line(&self, target: &TargetLine, line: &RunLine) -> String {
        let function = &self.parsed.functions[line.function].name;
        let args = values::show(&invocation(&line.command).args);
        let args = args.trim_start_matches('[').trim_end_matches(']');
        let (name, number) = (self.name, line.number);
        let (text, at) = (&target.text, target.number);
        format!("{name}:{number}: {function}({args}), {text} (line {at})")
    }
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
