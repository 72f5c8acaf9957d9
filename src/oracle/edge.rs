//! The call-edge oracle.
//!
//! *Proves.* Functions call, tail-call and return in the order that the case prescribes. Each
//! argument and result has the value that the model expects when it crosses. Values are read where
//! the ABI tables put them.
//!
//! *Cannot see.* Values that no function passes on; bits that the ABI leaves undefined; which NaN
//! an operation made.
//!
//! *Source.* RISC-V ELF psABI, "Procedure Calling Convention", and the deviations in
//! `abi/internal.rs`.

use super::key::{EdgeKey, Key, ValueKey};
use super::{Class, Evidence, Finding, Locus};
use crate::abi::ValueLayout;
use crate::case::{FuncId, Scalar};
use crate::model::{self, Crossing};
use crate::run;

/// The first crossing that differs from the expected one.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    let (expected, observed) = (&evidence.expected.events, &evidence.observed.events);
    for (index, (expected, observed)) in expected.iter().zip(observed).enumerate() {
        let finding = order(index, expected, observed)
            .or_else(|| values(evidence, index, expected, observed));
        if finding.is_some() {
            return finding;
        }
    }
    // If execution did not complete, the outcome oracle reports the missing crossings.
    let completed = evidence.observed.outcome == run::Outcome::Completed;
    match observed.get(expected.len()) {
        Some(extra) => Some(order_finding(expected.len(), None, extra)),
        None if completed && observed.len() < expected.len() => Some(Finding {
            key: Key::Edge(EdgeKey::Missing),
            class: Class::WrongCode,
            summary: format!(
                "execution completed after {} of {} edges",
                observed.len(),
                expected.len()
            ),
            at: Locus::default(),
        }),
        None => None,
    }
}

fn order(index: usize, expected: &model::Event, observed: &run::Event) -> Option<Finding> {
    let same = (expected.crossing, expected.from, expected.to)
        == (observed.crossing, observed.from, observed.to);
    (!same).then(|| order_finding(index, Some(expected), observed))
}

fn order_finding(index: usize, expected: Option<&model::Event>, observed: &run::Event) -> Finding {
    let wanted = expected.map_or("the end".to_owned(), |e| {
        format!("{} from {} to {}", e.crossing, name(e.from), name(e.to))
    });
    let crossing = observed.crossing;
    let key = match expected {
        Some(e) if e.crossing == crossing => EdgeKey::WrongCallee(crossing),
        _ => EdgeKey::WrongOrder(crossing),
    };
    Finding {
        key: Key::Edge(key),
        class: Class::WrongCode,
        summary: format!(
            "{} from {} to {}, where {wanted} was expected",
            observed.crossing,
            name(observed.from),
            name(observed.to)
        ),
        at: locus(index, observed),
    }
}

fn values(
    evidence: &Evidence<'_>,
    index: usize,
    expected: &model::Event,
    observed: &run::Event,
) -> Option<Finding> {
    let wanted = &evidence.expected.values[expected.values.clone()];
    let seen = &evidence.observed.values[observed.values.clone()];
    let position = (0..wanted.len()).find(|&n| {
        !seen
            .get(n)
            .copied()
            .flatten()
            .is_some_and(|bits| wanted[n].accepts(bits))
    })?;

    let layout = &layouts(evidence, observed)[position];
    let ty = wanted[position].value.ty;
    let key = ValueKey {
        ty,
        storage: layout.storage(),
        crossing: observed.crossing,
    };
    let got = match seen[position] {
        Some(bits) => Scalar::new(ty, bits).to_string(),
        None => "nothing, because the slot does not exist".to_owned(),
    };
    Some(Finding {
        key: Key::Value(key),
        class: Class::WrongCode,
        summary: format!(
            "{} from {} to {}: {} {position} in {layout} is {got}, expected {}",
            observed.crossing,
            name(observed.from),
            name(observed.to),
            key.role(),
            wanted[position]
        ),
        at: locus(index, observed),
    })
}

/// Where the values of an event are. The results of a return are laid out for the function that was
/// called, whichever function returns them.
pub(crate) fn layouts<'e>(evidence: &Evidence<'e>, event: &run::Event) -> &'e [ValueLayout] {
    match event.crossing {
        Crossing::Call | Crossing::TailCall => {
            let callee = event.to.expect("a call leads to a function");
            &evidence.layouts.of(callee).args
        }
        Crossing::Return => {
            let called = event.called(&evidence.observed.events);
            &evidence.layouts.of(called).results
        }
    }
}

/// The locus of event number `index`.
pub(super) fn locus(index: usize, observed: &run::Event) -> Locus {
    Locus {
        event: Some(index),
        function: observed.from,
        other: observed.to,
        address: Some(observed.registers.from_pc),
        ..Locus::default()
    }
}

/// The name of a function in the CLIF of the case.
pub(crate) fn name(function: Option<FuncId>) -> String {
    function.map_or("the harness".to_owned(), |f| format!("%f{f}"))
}
