//! The memory oracle.
//!
//! *Proves.* After all invocations every byte of data, and the fuel word, is as the model has it.
//!
//! *Cannot see.* Memory between invocations; the stack.
//!
//! *Source.* The model.

use super::{Class, Evidence, Finding, Locus};
use crate::run::Outcome;

/// The first data object that differs.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    if evidence.observed.outcome != Outcome::Completed {
        return None;
    }
    let pairs = evidence.expected.memory.iter();
    let mut pairs = pairs.zip(&evidence.observed.memory).enumerate();
    let (index, (expected, observed)) = pairs.find(|(_, (e, o))| e != o)?;
    let is_fuel = index == evidence.case.data.len();
    let name = if is_fuel {
        "%fuel".to_owned()
    } else {
        format!("%data{index}")
    };
    Some(Finding {
        key: format!("memory/{}", if is_fuel { "fuel" } else { "data" }),
        class: Class::WrongCode,
        summary: format!("{name} is {observed:02x?} at the end, expected {expected:02x?}"),
        at: Locus::default(),
    })
}
