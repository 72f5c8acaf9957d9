//! The relocation audit.
//!
//! *Proves.* Each relocation that was recorded at compile time leads, in the final bytes, to its symbol plus addend: the instructions or
//! data at its place are decoded here, by the formula in the psABI's table, and the address that they compute is compared.
//!
//! Everything else in a function's code is as it was compiled.
//!
//! *Cannot see.* A relocation that was not recorded and changes nothing; one that names the wrong symbol.
//!
//! *Source.* RISC-V ELF psABI, "Relocations": S + A - P for the pc-relative kinds, S + A for the absolute one; "PC-Relative Symbol
//! Addresses" for the two halves.

use super::key::{Key, RelocKey, RelocName};
use super::{Class, Finding, Locus, address};
use crate::case::FuncId;
use crate::link::reach::Window;
use crate::link::{Image, RelocKind, Relocation, Span, Symbol};

/// Where a relocated place really leads.
enum Leads {
    To(u64),
    /// It is not the instruction that the kind belongs to.
    Nowhere(&'static str),
}

/// Audits every relocation of `image`, those in data last: how many were checked, and the first that is wrong.
pub fn audit(image: &Image<'_>) -> (u64, Option<Finding>) {
    let mut checked = 0;
    for relocation in &image.map.relocations {
        checked += 1;
        if let Some(finding) = check(image, relocation) {
            return (checked, Some(finding));
        }
    }
    let functions = 0..image.map.functions.len() as FuncId;
    if let Some(finding) = functions.into_iter().find_map(|f| untouched(image, f)) {
        return (checked, Some(finding));
    }
    let (addresses, wrong) = address::audit(image);
    (checked + addresses, wrong)
}

/// Nothing but what relocations change differs from the code that was compiled.
fn untouched(image: &Image<'_>, function: FuncId) -> Option<Finding> {
    let span = image.function(function);
    let linked = image.bytes(span);
    let mut expected = image.compiled[function as usize].clone();
    let own = image.map.relocations.iter();
    for relocation in own.filter(|r| r.function == function) {
        for &(skip, mask) in fields(&relocation.kind) {
            let at = relocation.offset as usize + skip;
            for (n, mask) in mask.to_le_bytes().into_iter().enumerate() {
                if let Some(byte) = expected.get_mut(at + n) {
                    *byte = *byte & !mask | linked[at + n] & mask;
                }
            }
        }
    }
    let offset = (0..expected.len()).find(|&n| expected[n] != linked[n])?;
    Some(Finding {
        key: Key::Reloc(RelocKey::ClobberedCode),
        class: Class::WrongCode,
        summary: format!(
            "byte {:#04x} at %f{function}+{offset:#x}, which no relocation is for, was compiled as {:#04x}",
            linked[offset], expected[offset]
        ),
        at: Locus {
            function: Some(function),
            address: Some(span.start + offset as u64),
            ..Locus::default()
        },
    })
}

/// The bits that a relocation changes: words of four bytes, by offset and mask (RISC-V ELF psABI, "Relocations": U-type, I-type).
fn fields(kind: &RelocKind) -> &'static [(usize, u32)] {
    const UPPER: u32 = 0xffff_f000;
    const LOWER: u32 = 0xfff0_0000;
    match kind {
        RelocKind::CallPlt => &[(0, UPPER), (4, LOWER)],
        RelocKind::Abs64 => &[(0, u32::MAX), (4, u32::MAX)],
        RelocKind::PcrelHi20 => &[(0, UPPER)],
        RelocKind::PcrelLo12I => &[(0, LOWER)],
        RelocKind::Other(_) => &[],
    }
}

fn check(image: &Image<'_>, relocation: &Relocation) -> Option<Finding> {
    let Some((at, distance)) = image.map.distance(relocation) else {
        let nowhere = Leads::Nowhere("for a symbol that the audit does not know");
        return judge(relocation, 0, 0, nowhere);
    };
    let leads = match &relocation.kind {
        RelocKind::Abs64 => Leads::To(u64::from_le_bytes(read(image, at))),
        RelocKind::CallPlt => pair(image, at, at + 4, is_jalr),
        // Both halves are checked at the second, whose label is the first.
        RelocKind::PcrelHi20 if has_low_half(image, relocation) => return None,
        RelocKind::PcrelHi20 => Leads::Nowhere("a high half without a low one"),
        RelocKind::PcrelLo12I => return check_lo12(image, relocation, at),
        RelocKind::Other(_) => Leads::Nowhere("of a kind that the audit does not know"),
    };
    judge(relocation, at, at.wrapping_add_signed(distance), leads)
}

fn has_low_half(image: &Image<'_>, high: &Relocation) -> bool {
    let mut all = image.map.relocations.iter();
    all.any(|r| {
        let label = Symbol::Label(high.offset);
        r.function == high.function && r.kind == RelocKind::PcrelLo12I && r.symbol == label
    })
}

/// The low half: its symbol is the label of the high half, whose symbol is the target of both.
fn check_lo12(image: &Image<'_>, low: &Relocation, at: u64) -> Option<Finding> {
    let Symbol::Label(label) = low.symbol else {
        let nowhere = Leads::Nowhere("without a label");
        return judge(low, at, 0, nowhere);
    };
    let high = image.map.relocations.iter().find(|r| {
        r.function == low.function && r.offset == label && r.kind == RelocKind::PcrelHi20
    });
    let Some(high) = high else {
        let nowhere = Leads::Nowhere("whose label names no high half");
        return judge(low, at, 0, nowhere);
    };
    let (high_at, distance) = image.map.distance(high)?;
    let leads = pair(image, high_at, at, is_addi);
    judge(high, high_at, high_at.wrapping_add_signed(distance), leads)
}

fn judge(relocation: &Relocation, at: u64, target: u64, leads: Leads) -> Option<Finding> {
    let distance = target.wrapping_sub(at) as i64;
    let kind = RelocName::from(&relocation.kind);
    let (key, observed) = match leads {
        Leads::To(address) if address == target => return None,
        Leads::To(address) => {
            let key = RelocKey::WrongTarget {
                kind,
                window: (kind != RelocName::Abs64).then(|| Window::of(distance)),
                with_addend: relocation.addend != 0,
            };
            (key, format!("leads to {address:#x}"))
        }
        Leads::Nowhere(why) => (RelocKey::WrongPlace(kind), format!("is {why}")),
    };
    let other = match relocation.symbol {
        Symbol::Function(function) => Some(function),
        _ => None,
    };
    Some(Finding {
        key: Key::Reloc(key),
        class: Class::WrongCode,
        summary: format!(
            "{kind} at %f{}+{:#x} for {} {observed}, expected {target:#x} ({distance:+} bytes away)",
            relocation.function, relocation.offset, relocation.symbol
        ),
        at: Locus {
            function: Some(relocation.function),
            other,
            address: Some(at),
            ..Locus::default()
        },
    })
}

/// What an `auipc` at `high` and an I-type instruction at `low` compute together.
fn pair(image: &Image<'_>, high: u64, low: u64, is_low: fn(u32) -> bool) -> Leads {
    let (auipc, second) = (
        u32::from_le_bytes(read(image, high)),
        u32::from_le_bytes(read(image, low)),
    );
    if auipc & 0x7f != 0x17 {
        return Leads::Nowhere("on no auipc");
    }
    if !is_low(second) {
        return Leads::Nowhere("on an auipc without its second half");
    }
    if auipc >> 7 & 31 != second >> 15 & 31 {
        return Leads::Nowhere("on halves with different registers");
    }
    let hi20 = i64::from((auipc & 0xffff_f000) as i32);
    let lo12 = i64::from(second as i32 >> 20);
    Leads::To(high.wrapping_add_signed(hi20 + lo12))
}

fn is_jalr(instruction: u32) -> bool {
    instruction & 0x707f == 0x67
}

fn is_addi(instruction: u32) -> bool {
    instruction & 0x707f == 0x13
}

/// Bytes of the image at `at`; zeros, which no pair consists of, where a relocation lies outside of its function.
fn read<const N: usize>(image: &Image<'_>, at: u64) -> [u8; N] {
    let span = Span {
        start: at,
        len: N as u64,
    };
    let inside = image
        .map
        .functions
        .iter()
        .flatten()
        .any(|function| function.start <= span.start && span.end() <= function.end());
    if inside {
        let bytes = image.bytes(span);
        bytes.try_into().expect("the span has this length")
    } else {
        [0; N]
    }
}
