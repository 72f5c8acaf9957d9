//! Who else says so, the cause, versions, and how to see it again.

use crate::case::Case;
use crate::export::Subject;
use crate::export::scene::{Scene, sentence};
use crate::known::KnownIssue;
use crate::version;
use maud::{Markup, html};
use std::fmt::Write;

/// What the second executor says, and what confirmed a known issue.
pub(super) fn opinions(subject: &Subject, scene: &Scene) -> Markup {
    html! {
        section #opinions {
            h2 { "Who else says so" }
            dl.facts {
                dt { "Second executor" }
                dd { (scene.second.sentence()) }
                @if let Some(issue) = subject.issue {
                    dt { "Confirmed by" }
                    dd { (ticks(&sentence(&issue.description.confirmed_by))) }
                }
            }
        }
    }
}

/// Where it comes from, and who has it.
pub(super) fn cause(subject: &Subject) -> Markup {
    let finding = &subject.finding;
    html! {
        section #cause {
            h2 { "Cause and versions" }
            @match subject.issue {
                Some(issue) => { p { (ticks(issue.description.cause.trim())) } }
                None => { p { "Not known yet: nobody has looked." } }
            }
            dl.facts {
                dt { "Class" }
                dd { (finding.class) }
                dt { "Bucket key" }
                dd { code { (finding.key) } }
                dt { "Shown with" }
                dd { "Cranelift " (version::linked()) }
                @if let Some(issue) = subject.issue { (known(issue)) }
                dt { "Farcall" }
                dd { (env!("CARGO_PKG_VERSION")) }
            }
        }
    }
}

fn known(issue: &KnownIssue) -> Markup {
    let description = &issue.description;
    html! {
        dt { "Affected" }
        dd { "Cranelift " (description.versions) }
        dt { "Known issue" }
        dd { code { (issue.slug) } ", found " (description.found) }
        dt { "Upstream" }
        dd {
            @match &description.upstream {
                Some(upstream) => { (upstream) }
                None => { "not reported, as far as Farcall knows" }
            }
        }
    }
}

/// The commands.
pub(super) fn again(subject: &Subject) -> Markup {
    let name = &subject.name;
    let file = format!("{name}.case");
    let key = &subject.finding.key;
    html! {
        section #again {
            h2 { "See it again" }
            p {
                "The case itself is in this page: "
                a download=(file) href=(data(&subject.case)) { "save " (file) }
                ". Then, with Farcall:"
            }
            div.box tabindex="0" role="region" aria-label="Commands" {
                pre {
                    "farcall replay " (file) "\n"
                    "farcall shrink " (file) " --key '" (key) "'\n"
                    "farcall export " (file) " --key '" (key) "' --format clif -o ."
                }
            }
        }
    }
}

/// A case as an address of its own.
fn data(case: &Case) -> String {
    let mut address = "data:application/octet-stream,".to_owned();
    for byte in case.to_bytes() {
        write!(address, "%{byte:02x}").expect("strings take all text");
    }
    address
}

/// Text with code between backticks.
fn ticks(text: &str) -> Markup {
    let parts = text.split('`').enumerate();
    html! {
        @for (number, part) in parts {
            @if number % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}
