//! The first crossing that differs: the contract and the observation, and the register files.

use crate::abi::{CLASSES, IntReg, Reg, RegClass};
use crate::export::scene::{Divergence, RegisterFiles, Row, Scene};
use crate::run::poison::{HARNESS, POISON};
use maud::{Markup, html};

pub(super) fn section(scene: &Scene) -> Markup {
    html! {
        section #crossing {
            h2 { "The first crossing that differs" }
            @match &scene.divergence {
                Ok(divergence) => { (differs(divergence)) }
                Err(why) => { p { (why) } }
            }
        }
    }
}

fn differs(divergence: &Divergence) -> Markup {
    let registers = &divergence.registers;
    html! {
        p { (divergence.title) "." }
        div.box tabindex="0" role="region" aria-label="Expected and observed" {
            table {
                thead {
                    tr {
                        th scope="col" { "What" }
                        th scope="col" { "Where" }
                        th scope="col" { "Expected" }
                        th scope="col" { "Observed" }
                        th scope="col" { "" }
                    }
                }
                tbody { @for row in &divergence.rows { (line(row)) } }
            }
        }
        h3 { "The register files" }
        p.note {
            @match registers.before {
                Some(_) => {
                    "Left: " (registers.when) ". Right: here. One value: it did not change. "
                }
                None => { "Nothing crossed before, so there is one value for each. " }
            }
            "Poison is what Farcall puts into a register that the contract leaves undefined; "
            "the harness fills the others with patterns of its own."
        }
        @for class in CLASSES { (file(registers, class)) }
    }
}

fn line(row: &Row) -> Markup {
    html! {
        tr.fails[!row.holds] {
            th scope="row" { (row.what) }
            td data-label="Where" { (row.place) }
            td data-label="Expected" { (row.expected) }
            td.seen data-label="Observed" { (row.observed) }
            @if row.holds {
                td.sign.good { "✓" span hidden { "agrees" } }
            } @else {
                td.sign.bad { "✗ differs" }
            }
        }
    }
}

fn file(registers: &RegisterFiles, class: RegClass) -> Markup {
    let name = match class {
        RegClass::Int => "Integer registers",
        RegClass::Float => "Floating-point registers",
        _ => "Other registers",
    };
    // x0 is always zero.
    let shown = || Reg::all(class).filter(|&register| register != Reg::int(IntReg::ZERO));
    let changed = shown()
        .filter(|&register| registers.changed(register))
        .count();
    html! {
        details open[changed > 0 || class == RegClass::Int] {
            summary {
                (name)
                @if registers.before.is_some() { span.count { ", " (changed) " changed" } }
            }
            dl.box.files tabindex="0" role="region" aria-label=(name) {
                @if class == RegClass::Int {
                    div.reg { dt { "pc" } dd { span.now { (hex(registers.after.pc)) } } }
                }
                @for register in shown() { (cell(registers, register)) }
            }
        }
    }
}

fn cell(registers: &RegisterFiles, register: Reg) -> Markup {
    let now = registers.after.read(register);
    let before = registers.before.as_ref().map(|hart| hart.read(register));
    let changed = registers.changed(register);
    let lost = changed && registers.owed.contains(register);
    html! {
        div.reg.changed[changed].lost[lost] {
            dt { (register.name()) }
            dd {
                @if let (Some(before), true) = (before, changed) {
                    span.same { (hex(before)) } " → "
                }
                (current(register, now, changed))
                @if lost { " " span.tag { "lost" } }
            }
        }
    }
}

/// What a register holds, and whether it is one of our patterns.
fn current(register: Reg, now: u64, changed: bool) -> Markup {
    let pattern = if now == POISON.get(register) {
        Some("poison")
    } else if now == HARNESS.get(register) {
        Some("the harness's")
    } else {
        None
    };
    html! {
        span.now[changed].same[!changed && now == 0].poison[pattern.is_some()] { (hex(now)) }
        @if let Some(pattern) = pattern { " " span.tag.poison { (pattern) } }
    }
}

fn hex(word: u64) -> String {
    format!("{word:016x}")
}
