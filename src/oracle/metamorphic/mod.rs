//! The metamorphic oracle.
//!
//! *Proves.* A case behaves the same after a change without a meaning ([`VARIATIONS`]): where
//! functions lie and in which order they are defined, who is named as colocated, how the case is
//! linked, and the optimisation level, register allocator, padding and extensions that it is
//! compiled with. The same functions call, tail-call and return with the same values in the same
//! order; the end and the final memory are the same. Where the compiler gets the same input, the
//! code is the same, byte for byte.
//!
//! *Cannot see.* What is wrong in all variants alike. If another oracle flags either run, this one
//! stays silent, so it reports only what all others miss.
//!
//! *Source.* `docs/contract.md`: settings and places are no part of a function's meaning. The model
//! says one thing only: which values are a NaN that arithmetic made, because those may differ.
//! Addresses in data are compared by their symbols.

pub(in crate::oracle) mod variation;

pub use variation::{VARIATIONS, Variation, variation_for};

use super::edge::{locus, name};
use super::key::{DifferenceKind, Key, MetamorphicKey};
use super::outcome;
use super::{Class, Evidence, Finding, Locus};
use crate::case::{Case, FuncId};
use crate::link::Relocation;
use crate::run;

/// The first difference between a run and the run of its `variation`. The finding is about the case
/// of `evidence`.
pub fn compare(
    variation: &'static Variation,
    evidence: &Evidence<'_>,
    varied: &Evidence<'_>,
) -> Option<Finding> {
    let difference = events(evidence, varied)
        .or_else(|| end(evidence, varied))
        .or_else(|| memory(evidence, varied))?;
    let Difference { kind, summary, at } = difference;
    Some(Finding {
        key: Key::Metamorphic(MetamorphicKey {
            variation,
            difference: kind,
        }),
        class: Class::WrongCode,
        summary: format!("{summary} after a change of {}", variation.name),
        at,
    })
}

/// A difference between two runs.
struct Difference {
    kind: DifferenceKind,
    summary: String,
    at: Locus,
}

/// The first crossing that differs in its functions or its values.
fn events(evidence: &Evidence<'_>, varied: &Evidence<'_>) -> Option<Difference> {
    let (these, those) = (&evidence.observed.events, &varied.observed.events);
    for (index, (this, that)) in these.iter().zip(those).enumerate() {
        let crosses = |event: &run::Event| (event.crossing, event.from, event.to);
        if crosses(this) != crosses(that) {
            let summary = format!("{}, and {}", told(this), told(that));
            return Some(Difference::at(index, this, DifferenceKind::Order, summary));
        }
        if let Some(summary) = values(evidence, this, varied, that) {
            return Some(Difference::at(index, this, DifferenceKind::Value, summary));
        }
    }
    (these.len() != those.len()).then(|| Difference {
        kind: DifferenceKind::Order,
        summary: format!("{} crossings, and {}", these.len(), those.len()),
        at: Locus::default(),
    })
}

/// The first difference between the values of two events.
fn values(
    evidence: &Evidence<'_>,
    this: &run::Event,
    varied: &Evidence<'_>,
    that: &run::Event,
) -> Option<String> {
    if this.values.len() != that.values.len() {
        let (these, those) = (this.values.len(), that.values.len());
        return Some(format!("{}: {these} values, and {those}", told(this)));
    }
    let mut pairs = this.values.clone().zip(that.values.clone()).enumerate();
    pairs.find_map(|(position, (at, varied_at))| {
        let bits = evidence.observed.values[at];
        let varied = varied.observed.values[varied_at];
        let is_nan = |bits: Option<u128>| {
            let expected = evidence.expected.values.get(at);
            let any = expected.filter(|expected| expected.any_nan);
            any.zip(bits).is_some_and(|(nan, bits)| nan.accepts(bits))
        };
        if bits == varied || is_nan(bits) && is_nan(varied) {
            return None;
        }
        Some(format!(
            "{}: value {position} is {}, and {}",
            told(this),
            hex(bits),
            hex(varied)
        ))
    })
}

/// The difference between the ends, if there is one.
fn end(evidence: &Evidence<'_>, varied: &Evidence<'_>) -> Option<Difference> {
    let end = |evidence| outcome::judge(evidence).map(|finding| finding.key);
    if end(evidence) == end(varied) {
        return None;
    }
    let [this, that] = [evidence, varied].map(|evidence| &evidence.observed.outcome);
    Some(Difference {
        kind: DifferenceKind::Outcome,
        summary: format!("{this}, and {that}"),
        at: Locus::default(),
    })
}

/// The first data object that differs.
fn memory(evidence: &Evidence<'_>, varied: &Evidence<'_>) -> Option<Difference> {
    let count = evidence.observed.memory.len();
    (0..count.max(varied.observed.memory.len())).find_map(|index| {
        let [this, that] = [evidence, varied].map(|evidence| without_places(evidence, index));
        if this == that {
            return None;
        }
        let summary = format!("%data{index} is {this:02x?} at the end, and {that:02x?}");
        Some(Difference {
            kind: DifferenceKind::Memory,
            summary,
            at: Locus::default(),
        })
    })
}

/// The final bytes of data object `index`, with each address replaced by its distance from where
/// its symbol lies; none if there is no such object.
fn without_places(evidence: &Evidence<'_>, index: usize) -> Option<Vec<u8>> {
    let mut bytes = evidence.observed.memory.get(index)?.clone();
    let object = evidence.case.data.get(index);
    let addresses = object.iter().flat_map(|object| {
        let numbered = object.addresses.iter().enumerate();
        numbered.map(|(n, &address)| (usize::from(object.address_offset(n)), address))
    });
    for (offset, address) in addresses {
        let place = evidence.map.resolve_address(address);
        let (Some(held), Some(place)) = (bytes.get_mut(offset..offset + 8), place) else {
            continue;
        };
        let address = u64::from_le_bytes((&*held).try_into().expect("eight bytes"));
        held.copy_from_slice(&address.wrapping_sub(place).to_le_bytes());
    }
    Some(bytes)
}

impl Difference {
    fn at(index: usize, event: &run::Event, kind: DifferenceKind, summary: String) -> Difference {
        Difference {
            kind,
            summary,
            at: locus(index, event),
        }
    }
}

fn told(event: &run::Event) -> String {
    let (from, to) = (name(event.from), name(event.to));
    format!("{} from {from} to {to}", event.crossing)
}

fn hex(bits: Option<u128>) -> String {
    bits.map_or("nothing".to_owned(), |bits| format!("{bits:#x}"))
}

/// The code that was compiled for a case.
#[derive(Clone, Copy, Debug)]
pub struct Compilation<'c> {
    /// The case.
    pub case: &'c Case,
    /// The code of each function, before relocation.
    pub code: &'c [Vec<u8>],
    /// Every recorded relocation.
    pub relocations: &'c [Relocation],
}

/// The first function with different code in two compilations, if the compiler got the same input.
pub fn recompiled(this: &Compilation<'_>, that: &Compilation<'_>) -> Option<Finding> {
    let (case, other) = (this.case, that.case);
    if case.target != other.target || case.functions != other.functions {
        return None;
    }
    let own = |c: &Compilation<'_>, function: FuncId| -> Vec<Relocation> {
        let all = c.relocations.iter();
        all.filter(|r| r.function == function).cloned().collect()
    };
    let function = case.compiled().find(|&f| {
        let index = usize::from(f);
        this.code.get(index) != that.code.get(index) || own(this, f) != own(that, f)
    })?;
    Some(Finding {
        key: Key::Nondeterministic,
        class: Class::Conformance,
        summary: format!("compiling %f{function} once more, for another place, gives other code"),
        at: Locus {
            function: Some(function),
            ..Locus::default()
        },
    })
}
