//! The memory oracle.
//!
//! *Proves.* After all invocations, or at the trap that ends them, every byte of data and the fuel
//! word are as the model has them. Addresses in data still are the addresses of their symbols.
//!
//! *Cannot see.* Memory between invocations; the stack.
//!
//! *Source.* The model.

use super::key::{Key, MemoryKey};
use super::{Class, Evidence, Finding, Locus};
use crate::run::Outcome;
use std::borrow::Cow;

/// The first data object that differs from the model.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    if evidence.observed.outcome != Outcome::Completed && !evidence.trapped_as_expected() {
        return None;
    }
    let mut pairs = evidence
        .expected
        .memory
        .iter()
        .zip(&evidence.observed.memory)
        .enumerate();
    let (index, expected, observed) = pairs.find_map(|(index, (expected, observed))| {
        let expected = with_addresses(evidence, index, expected);
        (*expected != **observed).then_some((index, expected, observed))
    })?;
    let (key, name) = if index == evidence.case.data.len() {
        (MemoryKey::Fuel, "%fuel".to_owned())
    } else {
        (MemoryKey::Data, format!("%data{index}"))
    };
    Some(Finding {
        key: Key::Memory(key),
        class: Class::WrongCode,
        summary: format!("{name} is {observed:02x?} at the end, expected {expected:02x?}"),
        at: Locus::default(),
    })
}

/// The expected bytes of data object `index`: the model's `bytes`, and behind them its addresses.
fn with_addresses<'e>(evidence: &Evidence<'_>, index: usize, bytes: &'e [u8]) -> Cow<'e, [u8]> {
    let object = evidence.case.data.get(index);
    let Some(object) = object.filter(|object| !object.addresses.is_empty()) else {
        return Cow::Borrowed(bytes);
    };
    let bytes = evidence.map.with_addresses(object, bytes);
    Cow::Owned(bytes.expect("what was executed was placed"))
}
