//! The link oracle.
//!
//! *Proves.* A legal case compiles and links: no panic, no refusal, and two compilations of a function agree.
//!
//! *Cannot see.* Aborts and endless loops, which end the process.
//!
//! *Source.* `docs/contract.md`: a callee that is named colocated has to be in reach of a direct call, which is the embedder's duty, so a
//! clean stop beyond that is a limitation; within reach it is Cranelift's.

use super::{Class, Finding, Locus};
use crate::case::Case;
use crate::link::reach::Window;
use crate::link::{Cause, Failure, PanicReport, RelocKind, Relocation, Stage, Symbol};

/// The key for two compilations that differ.
pub(super) const NONDETERMINISTIC: &str = "compile/nondeterministic";

/// The finding for a failure; none if Cranelift said that it does not support the case.
pub fn failure(case: &Case, failure: &Failure) -> Option<Finding> {
    let mut at = Locus::default();
    if let Stage::Compile(function) | Stage::Define(function) = failure.stage {
        at.function = Some(function);
    }
    let (mut key, mut class) = match &failure.cause {
        Cause::Unsupported(_) => return None,
        Cause::Panic(report) => (panic_key(report), Class::Crash),
        Cause::Verifier(message) => (format!("verifier/{}", slug(message)), Class::Crash),
        Cause::Error(message) => (format!("error/{}", slug(message)), Class::Crash),
        Cause::Nondeterministic => (NONDETERMINISTIC.to_owned(), Class::Conformance),
    };
    let mut summary = format!("{}: {}", failure.stage, failure.cause);
    if let Cause::Panic(report) = &failure.cause
        && failure.stage == Stage::Finalize
        && is_about_range(report)
        && let Some((relocation, distance)) = refused(case, failure)
    {
        let window = Window::of(distance);
        key = format!("{key}/{}/{}", relocation.kind.key(), window.key());
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

/// Whether a panic says that a number does not fit. An arithmetic overflow is not meant: that is a crash wherever it happens.
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

/// The relocation that a panic while they are applied is about: the first one, in the order of definition, whose distance is at an end of
/// the reach and does not fit a signed 32-bit number, as such or rounded for its upper half. This only names a bucket; no expectation
/// comes from it.
fn refused<'f>(case: &Case, failure: &'f Failure) -> Option<(&'f Relocation, i64)> {
    let order = case.life_cycle.order();
    let relocations = order.flat_map(|function| {
        let all = failure.map.relocations.iter();
        all.filter(move |r| r.function == function)
    });
    let distances = relocations.filter_map(|r| Some((r, failure.map.distance(r)?.1)));
    let fits = |distance: i64| i32::try_from(distance).is_ok();
    let mut refused = distances.filter(|&(relocation, distance)| match relocation.kind {
        RelocKind::CallPlt => !fits(distance),
        RelocKind::PcrelHi20 => !fits(distance) || !fits(distance + 0x800),
        _ => false,
    });
    refused.next()
}

/// `panic/<crate>/<file stem>/<message>`; for code generated from ISLE, `isle_riscv64` and the term that the message names.
fn panic_key(report: &PanicReport) -> String {
    let stem = report.file_stem();
    if stem.starts_with("isle_") {
        return format!("panic/{stem}/{}", slug(isle_term(&report.message)));
    }
    let crate_name = report.crate_name();
    format!("panic/{crate_name}/{stem}/{}", slug(&report.message))
}

/// The term in `internal error: entered unreachable code: no rule matched for term constructor_x at src/…`.
fn isle_term(message: &str) -> &str {
    let term = message.split_once("for term ").map(|(_, rest)| rest);
    term.and_then(|rest| rest.split_whitespace().next())
        .unwrap_or(message)
}

/// Words of a message, joined by dashes, without what differs from case to case: numbers, quoted text, values.
fn slug(message: &str) -> String {
    let message = match message.split_once("on an `Err` value: ") {
        // Only the error's name: its fields differ from case to case, and from one standard library to the next.
        Some((_, error)) => {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = error.find(|c| !is_name(c)).unwrap_or(error.len());
            format!("unwrap {}", &error[..end])
        }
        None => message.lines().next().unwrap_or("").to_owned(),
    };
    let mut words: Vec<String> = Vec::new();
    for word in message.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        let case_specific = word.is_empty() || word.chars().any(|c| c.is_ascii_digit());
        if !case_specific && words.len() < 10 {
            words.push(kebab(word));
        }
    }
    words.join("-")
}

/// `TryFromIntError` as `try-from-int-error`.
fn kebab(word: &str) -> String {
    let mut text = String::new();
    let mut before = '_';
    for c in word.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
        before = c;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(file: &str, message: &str) -> String {
        panic_key(&PanicReport {
            file: file.to_owned(),
            line: 7,
            message: message.to_owned(),
        })
    }

    #[test]
    fn panic_keys_name_crate_file_and_message() {
        let registry = "/x/registry/src/index-1949/cranelift-jit-0.135.8/src/compiled_blob.rs";
        let unwrap = "called `Result::unwrap()` on an `Err` value: TryFromIntError(())";
        let wanted = "panic/cranelift-jit/compiled_blob/unwrap-try-from-int-error";
        assert_eq!(key(registry, unwrap), wanted);
        // Newer standard libraries say why.
        let with_reason = unwrap.replace("(())", "(NegOverflow)");
        assert_eq!(key(registry, &with_reason), wanted);
        assert_eq!(
            key("/copy/cranelift-jit/src/compiled_blob.rs", unwrap),
            wanted
        );
    }

    #[test]
    fn panic_keys_hold_no_numbers_or_names() {
        assert_eq!(
            key(
                "/x/regalloc2-0.15.0/src/ion/mod.rs",
                "vreg v193 not live at inst12"
            ),
            "panic/regalloc2/mod/vreg-not-live-at"
        );
    }

    #[test]
    fn generated_code_is_named_by_its_term() {
        let message = "internal error: entered unreachable code: no rule matched for term lower at src/isa/riscv64/lower.isle line 3";
        assert_eq!(
            key("/b/out/isle_riscv64.rs", message),
            "panic/isle_riscv64/lower"
        );
    }
}
