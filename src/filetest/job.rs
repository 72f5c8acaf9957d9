//! The run lines and functions of a file under one target line, and their outcomes.

use super::address_names::AddressNames;
use super::execute::LoadedImage;
use super::parse::{Parsed, RunLine, TargetLine};
use super::report::{FileReport, Note};
use super::trouble::Trouble;
use super::{externs, fault, values};
use crate::link::{Cause, Unlinked};
use cranelift_codegen::data_value::DataValue;
use cranelift_codegen::ir::AbiParam;
use cranelift_reader::{Comparison, Invocation, RunCommand};

/// A file under one target line.
pub(super) struct FileJob<'j> {
    pub(super) parsed: &'j Parsed,
    pub(super) target: &'j TargetLine,
    pub(super) report: &'j mut FileReport,
}

impl FileJob<'_> {
    /// Records the outcome of a function that is not run: compiled, unless Cranelift refused it.
    pub(super) fn compiled(&mut self, function: usize, refusal: Option<&Cause>) {
        match refusal {
            // Its run lines are counted instead.
            None if self.parsed.has_line[function] || self.parsed.is_compared(function) => {}
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

    /// Records how a function compares with its directives under `test` `command`: `wrong` says
    /// which of them does not hold.
    pub(super) fn compared(&mut self, function: usize, command: &str, wrong: Option<String>) {
        match wrong {
            None => self.report.summary.passed += 1,
            Some(wrong) => {
                let at = self.at(None, function, "");
                self.report
                    .fail(one_line(&format!("{at}: test {command}: {wrong}")));
            }
        }
    }

    pub(super) fn run_line(&mut self, session: &mut LoadedImage<'_>, line: &RunLine) {
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
        let places = AddressNames::new(session.image(), &self.parsed.functions, externs::NAMES);
        let only_here = matches!(results, Err(Trouble::Clobbered(_)));
        let results = results.map_err(|trouble| match trouble {
            Trouble::Fault(fault) => fault::explain(fault, &places),
            other => other.to_string(),
        });
        let failed = self.report.summary.failed;
        self.judge(line, results, &places);
        if !only_here {
            self.report.plain += self.report.summary.failed - failed;
        }
    }

    /// Skips a function, or one of its run lines, because Cranelift says that it does not support
    /// it.
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

    fn judge(
        &mut self,
        line: &RunLine,
        results: Result<Vec<u128>, String>,
        places: &AddressNames<'_>,
    ) {
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
    pub(super) fn fail_target(&mut self, what: &str) {
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

/// Cranelift's message without what concerns a single function: names, in backticks.
fn gist(cause: &Cause) -> String {
    let text = match cause {
        Cause::Verifier(_) => "it does not pass the verifier".to_owned(),
        cause => cause.to_string(),
    };
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(n, part)| if n % 2 == 0 { part } else { ".." });
    one_line(&format!("Cranelift refuses: {}", parts.collect::<String>()))
}

/// Joins the lines of a message into one.
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
