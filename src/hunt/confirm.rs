//! A second opinion on a new bucket: QEMU's, edge by edge.

use crate::case::Case;
use crate::check::{Checker, Verdict};
use crate::oracle::{Class, Finding, Oracle};
use crate::qemu::Qemu;
use crate::run::ExecutorChoice;

/// What confirms bucket `key` of `case`: the finding is about an execution, and QEMU's execution
/// shows something wrong, too. A QEMU that cannot be used confirms nothing.
pub fn confirm(checker: &mut Checker, qemu: &Qemu, case: &Case, key: &str) -> Option<String> {
    const HOW: &str = "qemu-riscv64, from edge to edge";
    let verdict = checker.check_for(case, Oracle::of_text(key));
    executed(&verdict).find(|finding| finding.key == key)?;
    let by = ExecutorChoice::QemuEdges(qemu.clone());
    let verdict = checker.check_with(&by, case).ok()?;
    let mut same = executed(&verdict).filter(|finding| finding.key == key);
    if same.next().is_some() {
        return Some(HOW.to_owned());
    }
    // The machine is stricter, and stops earlier.
    let mut wrong = executed(&verdict).filter(|finding| finding.class == Class::WrongCode);
    wrong
        .next()
        .map(|finding| format!("{HOW}, as {}", finding.key))
}

/// The findings about the execution. Earlier ones do not depend on the executor.
fn executed(verdict: &Verdict) -> impl Iterator<Item = &Finding> {
    let beside = verdict.beside.iter().flat_map(|beside| &beside.findings);
    let all = verdict.findings.iter().chain(beside);
    all.filter(|finding| finding.at.event.is_some())
}
