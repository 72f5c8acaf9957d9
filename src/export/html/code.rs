//! Machine code and CLIF.

use crate::case::FuncId;
use crate::export::Subject;
use crate::export::scene::Scene;
use crate::triage::listing;
use maud::{Markup, html};

/// The most lines of a listing that is shown whole.
const WHOLE: usize = 96;

/// The linked code of both sides.
pub(super) fn listings(subject: &Subject, scene: &Scene) -> Markup {
    let from = scene.event().map(|event| event.registers.from_pc);
    let failing = subject.finding.at.address.or(from);
    html! {
        section #code {
            h2 { "The code of both sides" }
            p.note {
                "As it was linked, decoded by Farcall. Behind the # stand relocations, with the "
                "address that each has to lead to and its distance."
            }
            @for function in scene.sides(subject) { (one(subject, scene, function, failing)) }
        }
    }
}

fn one(subject: &Subject, scene: &Scene, function: FuncId, failing: Option<u64>) -> Markup {
    let span = scene.inspection.map.functions[usize::from(function)];
    let inside = failing.filter(|&address| span.is_some_and(|span| span.contains(address)));
    let whole = listing(&scene.inspection, function, None);
    let lines = whole.lines().count();
    let text = match inside {
        Some(address) if lines > WHOLE => listing(&scene.inspection, function, Some(address)),
        _ => whole,
    };
    let shown = text.lines().take(WHOLE).count();
    let signature = &subject.case.functions[usize::from(function)].signature;
    let name = format!("%f{function}");
    html! {
        h3 id={ "code-f" (function) } { (name) " " (signature) }
        @if text.is_empty() {
            p { "It was not linked, so it has no final bytes." }
        } @else {
            div.box tabindex="0" role="region" aria-label={ "Code of " (name) } {
                pre { @for line in text.lines().take(WHOLE) { (instruction(line, inside)) } }
            }
            @if shown < lines {
                p.note { (shown) " of " (lines) " lines." }
            }
        }
    }
}

/// A line of a listing: a mark, an address, an instruction, and what it refers to.
fn instruction(line: &str, failing: Option<u64>) -> Markup {
    let line = line.get(3..).unwrap_or_default();
    let (address, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (text, says) = match rest.split_once("  # ") {
        Some((text, says)) => (text, Some(says)),
        None => (rest, None),
    };
    let fails = failing.is_some() && u64::from_str_radix(address, 16).ok() == failing;
    let inner = html! {
        span.at { (address) } (text)
        @if let Some(says) = says { span.says { "  # " (says) } }
        @if fails { "  ← here" }
    };
    html! {
        @if fails { span.fails { (inner) } } @else { (inner) }
        "\n"
    }
}

/// The case as a CLIF file, with its settings, placement and invocations.
pub(super) fn clif(subject: &Subject) -> Markup {
    let text = format!("{:?}", subject.case);
    html! {
        section #clif {
            h2 { "The CLIF" }
            p.note {
                "The settings are those that differ from Cranelift's defaults. Comments say what "
                "CLIF has no words for: linking, places, data, and what the harness calls."
            }
            div.box tabindex="0" role="region" aria-label="CLIF" { pre { (text.trim_end()) } }
        }
    }
}
