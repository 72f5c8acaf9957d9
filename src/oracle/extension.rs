//! The extension oracle.
//!
//! *Proves.* At every crossing, the bits above an argument or result of fewer than 64 bits are as
//! the ABI defines them: copies of the sign bit for `sext` and zeros for `uext`, in registers and
//! stack slots; a NaN box around a narrow float in a float register.
//!
//! *Cannot see.* Bits that nothing defines: those above an integer without extension, and above a
//! narrow float on the stack or in an integer register. They are poisoned (`run/poison.rs`), so
//! code that relies on them computes wrong values.
//!
//! *Source.* `ArgumentExtension` in Cranelift's `src/ir/extfunc.rs`: "high bits in register are 0",
//! "high bits in register replicate sign bit". For memory, the intent in `gen_copy_regs_to_retval`
//! of `src/machinst/abi.rs`: "Store the extended version". At an edge with C, the psABI, "Integer
//! Calling Convention". For floats RISC-V ELF psABI, "Hardware Floating-point Calling Convention":
//! a narrow float in a floating-point register "is 1-extended (NaN-boxed) to FLEN bits".

use super::edge::{layouts, locus, name};
use super::key::{AbiKey, Key};
use super::{Class, Evidence, Finding};
use crate::abi::{Storage, Upper, ValueLayout};
use crate::case::{FuncId, Type};

/// The first crossing at which a value in a register or on the stack is extended wrongly.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Finding> {
    first(evidence, |value| value.storage() != Storage::ReturnArea)
}

/// The first crossing at which a result in a return area is extended wrongly. The class is
/// conformance: Cranelift states this as an intent only, and compiled callers extend again.
pub(super) fn results_in_memory(evidence: &Evidence<'_>) -> Option<Finding> {
    let finding = first(evidence, |value| value.storage() == Storage::ReturnArea)?;
    Some(Finding {
        class: Class::Conformance,
        ..finding
    })
}

/// The first wrong value among those with a `wanted` layout.
fn first(evidence: &Evidence<'_>, wanted: impl Fn(&ValueLayout) -> bool) -> Option<Finding> {
    let mut events = evidence.observed.events.iter().enumerate();
    events.find_map(|(index, event)| {
        let seen = event.values.clone();
        let mut values = seen
            .zip(layouts(evidence, event))
            .enumerate()
            .filter(|(_, (_, layout))| wanted(layout));
        values.find_map(|(position, (at, layout))| {
            let bits = evidence.observed.values[at]?;
            let above = evidence.observed.above[at];
            let wrong = Wrong::of(layout, bits, above)?;
            Some(wrong.finding(evidence, index, position))
        })
    })
}

/// A value with wrong bits above it.
struct Wrong<'e> {
    layout: &'e ValueLayout,
    expected: u64,
    observed: u64,
}

impl<'e> Wrong<'e> {
    fn of(layout: &'e ValueLayout, bits: u128, observed: u64) -> Option<Self> {
        let last = layout.parts.last()?;
        let below: u32 = layout.parts.iter().rev().skip(1).map(|p| p.bits).sum();
        let expected = last.defined_above((bits >> below) as u64)?;
        (observed != expected).then_some(Wrong {
            layout,
            expected,
            observed,
        })
    }

    fn finding(&self, evidence: &Evidence<'_>, index: usize, position: usize) -> Finding {
        let event = &evidence.observed.events[index];
        let Wrong {
            layout,
            expected,
            observed,
        } = self;
        let ty = layout.ty;
        let upper = layout.parts.last().map(|part| part.upper);
        let key = match upper {
            Some(Upper::Box) => AbiKey::NanBox {
                ty,
                in_return_area: is_in_return_area(evidence, ty),
            },
            _ => AbiKey::Extension {
                ty,
                signed: upper == Some(Upper::Sign),
                storage: layout.storage(),
            },
        };
        Finding {
            key: Key::Abi(event.crossing, key),
            class: Class::WrongCode,
            summary: format!(
                "{} from {} to {}: above value {position} ({ty} in {layout}) stands {observed:#x}, \
                 expected {expected:#x}",
                event.crossing,
                name(event.from),
                name(event.to)
            ),
            at: locus(index, event),
        }
    }
}

/// Whether some function of the case returns a float of type `ty` in memory, where it has no NaN
/// box.
pub(super) fn is_in_return_area(evidence: &Evidence<'_>, ty: Type) -> bool {
    let in_memory = |value: &ValueLayout| value.ty == ty && value.storage() == Storage::ReturnArea;
    let mut functions = 0..evidence.case.functions.len() as FuncId;
    functions.any(|callee| {
        let layout = evidence.layouts.of(callee);
        layout.results.iter().any(in_memory)
    })
}
