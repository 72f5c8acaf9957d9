//! The first crossing that differs from the expected one.

use super::rows::{Row, rows};
use crate::abi::{Reg, RegSet, preserved};
use crate::check::{Execution, Inspection};
use crate::export::Subject;
use crate::model::Crossing;
use crate::oracle::{self, Finding, Oracle, name_of};
use crate::run::Outcome;
use farcall_machine::Hart;

/// A crossing, what was expected there, and what was observed.
pub(in crate::export) struct Divergence {
    /// Its index among the observed events; their number if execution ended before it.
    pub(in crate::export) index: usize,
    /// Which crossing it is.
    pub(in crate::export) title: String,
    /// Expectations and observations.
    pub(in crate::export) rows: Vec<Row>,
    /// The registers around it.
    pub(in crate::export) registers: RegisterFiles,
}

/// The register files before and after.
pub(in crate::export) struct RegisterFiles {
    /// Before, if the crossing is not the first one.
    pub(in crate::export) before: Option<Hart>,
    /// What "before" means.
    pub(in crate::export) when: String,
    /// After.
    pub(in crate::export) after: Hart,
    /// The registers that must not change in between.
    pub(in crate::export) owed: RegSet,
}

impl RegisterFiles {
    /// Whether a register holds something else than before.
    pub(in crate::export) fn changed(&self, register: Reg) -> bool {
        let before = self.before.as_ref().map(|hart| hart.read(register));
        before.is_some_and(|before| before != self.after.read(register))
    }
}

/// The crossing that the finding is about, or why there is none.
pub(super) fn divergence(subject: &Subject, inspection: &Inspection) -> Result<Divergence, String> {
    if let Some(failure) = &inspection.failure {
        let cause = &failure.cause;
        return Err(format!(
            "The case does not link, so nothing crosses: {cause}."
        ));
    }
    let (Some(execution), Some(hart)) = (&inspection.execution, &inspection.hart) else {
        return Err("The case was not executed.".to_owned());
    };
    let evidence = execution.evidence(&subject.case, &inspection.map);
    let index = match subject.finding.at.event {
        Some(index) => index,
        // The finding stopped the case before it was executed. What would the code do?
        None => oracle::judge(&evidence)
            .first()
            .and_then(|finding| finding.at.event)
            .ok_or_else(|| nowhere(subject))?,
    };
    Ok(Divergence {
        index,
        title: title(execution, index),
        rows: rows(&evidence, index, &subject.finding),
        registers: registers(subject, execution, index, hart),
    })
}

fn nowhere(subject: &Subject) -> String {
    let what = match subject.finding.key.oracle() {
        Oracle::CallSite | Oracle::StackMap | Oracle::Unwind => {
            "what is wrong is what Cranelift records about the code, not what the code does"
        }
        Oracle::Reloc | Oracle::Site => {
            "the finding is in the linked bytes, and what this case does with them does not show it"
        }
        _ => "the finding is not about what crosses in this execution",
    };
    format!("Every crossing is as expected: {what}.")
}

fn title(execution: &Execution, index: usize) -> String {
    let number = index + 1;
    let whole = execution.expected.events.len();
    match execution.observed.events.get(index) {
        Some(event) => format!(
            "Crossing {number} of {whole}: {} from {} to {}",
            event.crossing,
            name_of(event.from),
            name_of(event.to)
        ),
        None if execution.observed.outcome == Outcome::Completed => {
            format!("After the last of {whole} crossings")
        }
        None => format!("After crossing {index} of {whole}, where crossing {number} was due"),
    }
}

fn registers(subject: &Subject, execution: &Execution, index: usize, hart: &Hart) -> RegisterFiles {
    let events = &execution.observed.events;
    let event = events.get(index);
    let answered = event.filter(|event| event.crossing != Crossing::Call);
    let before = match answered {
        Some(event) => Some(event.call),
        None => index.checked_sub(1),
    };
    let before = before.filter(|&before| before < execution.crossings.len());
    let when = match (answered, before.and_then(|before| events.get(before))) {
        (Some(_), Some(call)) => format!("at the call of {}", name_of(call.to)),
        (None, Some(last)) => format!("after the {} to {}", last.crossing, name_of(last.to)),
        (_, None) => "before it".to_owned(),
    };
    let owed = answered.map_or(RegSet::EMPTY, |event| {
        owed(subject, event.called(events), &subject.finding)
    });
    RegisterFiles {
        before: before.map(|before| execution.crossings[before].clone()),
        when,
        after: hart.clone(),
        owed,
    }
}

/// What a call of `callee` preserves, by the contract that the finding is about.
fn owed(subject: &Subject, callee: u16, finding: &Finding) -> RegSet {
    let signature = &subject.case.functions[usize::from(callee)].signature;
    match finding.key.oracle() {
        Oracle::Psabi => preserved::at_boundary(signature.convention),
        _ => preserved::internal(signature.convention),
    }
}
