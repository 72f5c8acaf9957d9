//! `farcall replay`: checks stored cases again.

use super::executor::By;
use super::opinions::{Opinions, Said};
use super::output::Output;
use super::{CLEAN, CliError, FAILED, FOUND, input};
use crate::case::Case;
use crate::check::{Checker, Sampling, Verdict, Why};
use crate::oracle::Finding;
use crate::run::ExecutorChoice;
use crate::triage;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::PathBuf;

/// Check cases again and report what is wrong with them. Exit code 0: nothing but known issues; 2:
/// new findings; 1: an input cannot be read.
#[derive(Debug, clap::Args)]
pub(super) struct Replay {
    /// Case files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// One JSON object a file instead of text.
    #[arg(long)]
    json: bool,
    /// What executes the cases. qemu sees what crosses between harness and functions, and memory;
    /// edges follows every edge, slowly.
    #[arg(long, value_enum, default_value = "machine")]
    executor: Executors,
    /// Take any bytes for a case, as the fuzz target does.
    #[arg(long)]
    raw: bool,
    /// Execute each case natively, too: compiled for this machine, in another process. Whatever the
    /// compiler makes of it is executed.
    #[arg(long)]
    host: bool,
}

/// What executes cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Executors {
    /// The machine inside this process.
    Machine,
    /// qemu-riscv64.
    Qemu,
    /// Both, one after the other.
    Both,
    /// qemu-riscv64 under its gdb stub, from one edge to the next, with the machine's poison.
    Edges,
}

impl Executors {
    /// The executors that it names.
    fn list(self) -> Result<Vec<ExecutorChoice>, CliError> {
        let named: &[By] = match self {
            Executors::Machine => &[By::Machine],
            Executors::Qemu => &[By::Qemu],
            Executors::Both => &[By::Machine, By::Qemu],
            Executors::Edges => &[By::Edges],
        };
        named.iter().map(|by| by.executor()).collect()
    }
}

impl Replay {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let mut checker = Checker::new(0)?.sampling(Sampling::All);
        let executors = self.executor.list()?;
        let mut opinions = Opinions::new(self.host)?;
        let mut out = Output::new();
        let (mut code, mut failed) = (CLEAN, false);
        for file in &self.files {
            let case = match input::read(file, self.raw) {
                Ok(case) => case,
                Err(error) => {
                    eprintln!("farcall: {error}");
                    failed = true;
                    continue;
                }
            };
            let said = opinions.ask(&case)?;
            for executor in &executors {
                let verdict = checker.check_with(executor, &case)?;
                let mut name = file.display().to_string();
                if self.json {
                    let json = to_json(&name, executor.name(), &verdict, &said);
                    writeln!(out, "{json}")?;
                } else {
                    if executors.len() > 1 {
                        name += &format!(" ({})", executor.name());
                    }
                    let is_machine = matches!(executor, ExecutorChoice::Machine);
                    let inspected = is_machine.then_some(&mut checker);
                    print(&mut out, &name, inspected, &case, &verdict)?;
                }
                let mut buckets = verdict.buckets().chain(said.findings());
                if buckets.any(|f| triage::known_issue(&f.key).is_none()) {
                    code = FOUND;
                }
            }
            if !self.json {
                said.print(&mut out, file)?;
            }
        }
        Ok(if failed { FAILED } else { code })
    }
}

/// Prints a verdict, and a report on each finding if there is a checker to make it with.
fn print(
    out: &mut impl Write,
    name: &str,
    mut checker: Option<&mut Checker>,
    case: &Case,
    verdict: &Verdict,
) -> io::Result<()> {
    if let Some(why) = &verdict.unsupported {
        return writeln!(out, "{name}: unsupported: {why}");
    }
    for why in &verdict.variants_unsupported {
        writeln!(out, "{name}: unsupported in a variant: {why}")?;
    }
    if verdict.passed() {
        return print_pass(out, name, verdict);
    }
    print_findings(out, name, &mut checker, case, verdict)
}

/// Prints a verdict without findings.
fn print_pass(out: &mut impl Write, name: &str, verdict: &Verdict) -> io::Result<()> {
    let counts = &verdict.counts;
    let (calls, relocations) = (counts.calls_checked, counts.relocations_checked);
    let variants = match counts.variants {
        0 => String::new(),
        count => format!("; {count} variants checked, too"),
    };
    writeln!(
        out,
        "{name}: pass ({calls} crossings and {relocations} relocations checked{variants})"
    )
}

/// Prints the findings about the case, and those about cases beside it.
fn print_findings(
    out: &mut impl Write,
    name: &str,
    checker: &mut Option<&mut Checker>,
    case: &Case,
    verdict: &Verdict,
) -> io::Result<()> {
    let mut number = 0;
    let mut section = |out: &mut dyn Write, case: &Case, findings: &[Finding]| {
        for (index, finding) in findings.iter().enumerate() {
            number += 1;
            let role = if index == 0 { "finding" } else { "consequence" };
            let report = match checker {
                Some(checker) => triage::report(checker, case, finding),
                None => brief(case, finding),
            };
            writeln!(out, "{name}: {role} {number}: {report}")?;
            if let Some(issue) = triage::known_issue(&finding.key) {
                let title = &issue.description.title;
                writeln!(out, "{name}: known issue {}: {title}", issue.slug)?;
            }
        }
        Ok::<(), io::Error>(())
    };
    section(out, case, &verdict.findings)?;
    for beside in &verdict.beside {
        match beside.why {
            Why::Eased | Why::Asked => {}
            Why::Varied(variation) => writeln!(out, "{name}: with a change of {variation}:")?,
            Why::Compared(variation) => {
                writeln!(out, "{name}: compared with a change of {variation}:")?
            }
        }
        section(out, &beside.case, &beside.findings)?;
    }
    if let Some(eased) = verdict.eased().next_back().filter(|_| !verdict.masked) {
        writeln!(
            out,
            "{name}: executed once more without the distance goal that stopped it: {} findings",
            eased.findings.len()
        )?;
    }
    Ok(())
}

fn brief(case: &Case, finding: &Finding) -> String {
    let Finding {
        class,
        key,
        summary,
        ..
    } = finding;
    format!("{class}  {key}\n  {summary}\n  settings: {}\n", case.target)
}

fn to_json(name: &str, executor: &str, verdict: &Verdict, said: &Said) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "key": finding.key.to_string(),
            "class": finding.class,
            "known": triage::known_issue(&finding.key).map(|issue| issue.slug),
            "summary": finding.summary,
            "event": finding.at.event,
            "function": finding.at.function,
            "other": finding.at.other,
            "address": finding.at.address.map(|address| format!("{address:#x}")),
        })
    };
    let eased = verdict.eased().flat_map(|eased| &eased.findings);
    let variants = verdict.beside.iter().filter_map(|beside| match beside.why {
        Why::Eased | Why::Asked => None,
        Why::Varied(variation) | Why::Compared(variation) => {
            let findings = beside.findings.iter().map(finding).collect::<Vec<_>>();
            Some(json!({ "variation": variation, "findings": findings }))
        }
    });
    let asked = verdict
        .beside
        .iter()
        .filter(|b| b.why == Why::Asked)
        .flat_map(|beside| &beside.findings);
    let outcome = match (&verdict.unsupported, verdict.passed()) {
        (Some(_), _) => "unsupported",
        (None, true) => "pass",
        (None, false) => "findings",
    };
    json!({
        "file": name,
        "executor": executor,
        "verdict": outcome,
        "unsupported": verdict.unsupported,
        "findings": verdict.findings.iter().map(finding).collect::<Vec<_>>(),
        "eased_findings": eased.map(finding).collect::<Vec<_>>(),
        "opinions": said.to_json(finding),
        "asked_findings": asked.map(finding).collect::<Vec<_>>(),
        "variants": verdict.counts.variants,
        "variant_findings": variants.collect::<Vec<_>>(),
        "variants_unsupported": verdict.variants_unsupported,
        "masked": verdict.masked,
        "functions": verdict.counts.functions,
        "calls_checked": verdict.counts.calls_checked,
        "relocations_checked": verdict.counts.relocations_checked,
    })
}
