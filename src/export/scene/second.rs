//! The second executor: QEMU, edge by edge.

use super::is_about_execution;
use crate::check::{Checker, Verdict};
use crate::doctor;
use crate::export::Subject;
use crate::oracle::{Class, Finding};
use crate::qemu::Qemu;
use crate::run::ExecutorChoice;

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::export) enum Second {
    /// It cannot be asked, for this reason.
    NotAsked(String),
    /// The same finding.
    Same,
    /// Another finding: its key, and its summary.
    Other(String, String),
    /// Nothing is wrong.
    Silent,
}

impl Second {
    pub(super) fn ask(subject: &Subject, checker: &mut Checker) -> Second {
        if !is_about_execution(subject) {
            let why = "the finding is about what was linked or recorded, and nothing has to run";
            return Second::NotAsked(why.to_owned());
        }
        let Ok(program) = doctor::locate("qemu-riscv64") else {
            return Second::NotAsked("QEMU is not installed".to_owned());
        };
        let by = ExecutorChoice::QemuEdges(Qemu::new(program));
        match checker.check_with(&by, &subject.case) {
            Ok(verdict) => Second::of(subject, &verdict),
            Err(error) => Second::NotAsked(error.to_string()),
        }
    }

    fn of(subject: &Subject, verdict: &Verdict) -> Second {
        let beside = verdict.beside.iter().flat_map(|beside| &beside.findings);
        let all: Vec<&Finding> = verdict.findings.iter().chain(beside).collect();
        if all.iter().any(|found| found.key == subject.finding.key) {
            return Second::Same;
        }
        // The machine is stricter, and stops earlier.
        let wrong = all.iter().find(|found| found.class == Class::WrongCode);
        wrong.map_or(Second::Silent, |found| {
            Second::Other(found.key.to_string(), found.summary.clone())
        })
    }

    /// A sentence.
    pub(in crate::export) fn sentence(&self) -> String {
        match self {
            Second::NotAsked(why) => format!("Not asked: {why}."),
            Second::Same => "qemu-riscv64, followed from edge to edge, shows the same.".to_owned(),
            Second::Other(key, summary) => format!(
                "qemu-riscv64, followed from edge to edge, goes wrong, too, as {key}: {summary}."
            ),
            Second::Silent => "qemu-riscv64, followed from edge to edge, shows nothing wrong: \
                               Farcall's machine checks more than a processor does."
                .to_owned(),
        }
    }
}
