//! A second opinion on a new bucket: QEMU's, from edge to edge.

use crate::case::Case;
use crate::check::{Checker, Verdict};
use crate::doctor;
use crate::oracle::{Class, Finding};
use crate::qemu::Qemu;

/// QEMU, if this system has one that can be used.
pub(super) fn qemu() -> Option<Qemu> {
    doctor::locate("qemu-riscv64").ok().map(Qemu::new)
}

/// What confirms that `case` falls into bucket `key`, if that shows in an execution, and QEMU's shows something wrong, too. A QEMU that cannot
/// be used confirms nothing.
pub(super) fn confirm(
    checker: &mut Checker,
    qemu: &Qemu,
    case: &Case,
    key: &str,
) -> Option<String> {
    const HOW: &str = "qemu-riscv64, from edge to edge";
    executed(&checker.check(case)).find(|finding| finding.key == key)?;
    let verdict = checker.check_edge_by_edge(qemu, case).ok()?;
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

/// The findings about an execution: those before it do not depend on who executes.
fn executed(verdict: &Verdict) -> impl Iterator<Item = &Finding> {
    let eased = verdict.eased.iter().flat_map(|eased| &eased.findings);
    let all = verdict.findings.iter().chain(eased);
    all.filter(|finding| finding.at.event.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::known_issues;

    #[test]
    fn what_shows_in_an_execution_is_confirmed_and_nothing_else() {
        let Some(qemu) = qemu() else {
            println!("qemu-riscv64 10 or later is not on PATH: nothing to confirm with");
            return;
        };
        let mut checker = Checker::new(91).expect("an arena");
        let mut by = |slug: &str, key: &str| {
            let issue = known_issues().iter().find(|issue| issue.slug == slug);
            let case = issue
                .expect("a known issue")
                .case()
                .expect("it can be read");
            confirm(&mut checker, &qemu, &case, key)
        };
        let how = "qemu-riscv64, from edge to edge";
        let key = "psabi/callee-saved/fs1";
        assert_eq!(by("psabi-fs1-not-preserved", key).as_deref(), Some(how));
        let key = "fault/stores-its-address/2-bytes";
        let as_value = format!("{how}, as value/argument/f16/stack/tail-call");
        assert_eq!(by("f16-store-overwrites-its-value", key), Some(as_value));
        let key = "reloc/riscv-pcrel-hi20/wrong-target/reachable/with-addend";
        assert_eq!(by("jit-near-data-with-addend", key), None);
        assert_eq!(by("psabi-fs1-not-preserved", "ran-away"), None);
    }
}
