//! The link oracle.
//!
//! *Proves.* A legal case compiles and links: no panic, no refusal, and two compilations of a
//! function agree.
//!
//! *Cannot see.* Aborts and endless loops, which end the process.
//!
//! *Source.* `docs/contract.md`: the embedder has to place a callee that it names as colocated
//! within reach of a direct call. Beyond that, a clean stop is a limitation. Within reach, failures
//! are Cranelift's.

use super::key::{Key, PanicKey, PanicPlace, Slug};
use super::{Class, Finding, Locus};
use crate::case::Case;
use crate::link::reach::Window;
use crate::link::{Cause, Failure, PanicReport, Relocation, Stage, Symbol};

/// The finding for a failure; none if Cranelift reports the case as unsupported.
pub fn failure(case: &Case, failure: &Failure) -> Option<Finding> {
    let mut at = Locus::default();
    if let Stage::Compile(function) | Stage::Define(function) = failure.stage {
        at.function = Some(function);
    }
    let (mut key, mut class) = match &failure.cause {
        Cause::Unsupported(_) => return None,
        Cause::Panic(report) => {
            let place = PanicPlace::of(report);
            let relocation = None;
            (Key::Panic(PanicKey { place, relocation }), Class::Crash)
        }
        Cause::Verifier(message) => (Key::Verifier(Slug::of(message)), Class::Crash),
        Cause::Error(message) => (Key::Error(Slug::of(message)), Class::Crash),
        Cause::Nondeterministic => (Key::Nondeterministic, Class::Conformance),
    };
    let mut summary = format!("{}: {}", failure.stage, failure.cause);
    if let Cause::Panic(report) = &failure.cause
        && failure.stage == Stage::Finalize
        && is_about_range(report)
        && let Some((relocation, distance)) = refused(case, failure)
    {
        let window = Window::of(distance);
        key = Key::Panic(PanicKey {
            place: PanicPlace::of(report),
            relocation: Some(((&relocation.kind).into(), window)),
        });
        if !window.is_reachable() {
            class = Class::Limitation;
        }
        let (function, offset) = (relocation.function, relocation.offset);
        let symbol = relocation.symbol;
        summary = format!("%f{function}+{offset:#x} -> {symbol} ({distance:+} bytes): {summary}");
        at.function = Some(function);
        at.address = failure.map.distance(relocation).map(|(at, _)| at);
        if let Symbol::Function(callee) = symbol {
            at.other = Some(callee);
        }
    }
    Some(Finding {
        key,
        class,
        summary,
        at,
    })
}

/// Whether a panic says that a distance does not fit. Arithmetic overflows do not count: they are
/// crashes wherever they happen.
fn is_about_range(report: &PanicReport) -> bool {
    let message = report.message.as_str();
    let words = [
        "TryFromInt",
        "relocation out of range",
        "out of reach",
        "too far",
    ];
    words.iter().any(|word| message.contains(word))
}

/// The relocation that a panic in the linker is about: the first one, in the order of definition,
/// that its instructions do not reach. If they reach all of them, the first one whose distance does
/// not fit a signed 32-bit number. This only names a bucket; no expectation comes from it.
fn refused<'f>(case: &Case, failure: &'f Failure) -> Option<(&'f Relocation, i64)> {
    let order = case.life_cycle.order();
    let relocations = order.flat_map(|function| {
        let all = failure.map.relocations.iter();
        all.filter(move |r| r.function == function && r.kind.is_near())
    });
    let near: Vec<(&Relocation, i64)> = relocations
        .filter_map(|r| Some((r, failure.map.distance(r)?.1)))
        .collect();
    let first = |is_it: fn(i64) -> bool| near.iter().find(|(_, distance)| is_it(*distance));
    let unreachable = first(|distance| !Window::of(distance).is_reachable());
    let found = unreachable.or_else(|| first(|distance| i32::try_from(distance).is_err()));
    found.copied()
}
