//! A page for a browser: one finding, on one page.
//!
//! *Problem.* A maintainer gives a report half a minute. The first screen has to say what is wrong,
//! and the rest has to prove it without Farcall.
//!
//! *Idea.* One file without scripts, fonts or anything else to load. It reads from top to bottom:
//! two sentences, who calls whom, what lies where, the first crossing that differs, both sides'
//! code, the CLIF, who else says so, and how to see it again. Figures are SVG inside the page.
//!
//! *Invariant.* Every text is escaped, because templates are checked when Farcall is compiled.
//! Nothing on the page reaches the network; its content policy forbids that.
//!
//! *Limits.* Made for small cases. Long listings are cut around the place that matters.

mod code;
mod crossing;
mod facts;
mod figure;
#[cfg(test)]
mod tests;

use super::scene::{Scene, class_words, plain};
use super::{ExportError, ExportFile, Exported, Subject};
use crate::check::Checker;
use crate::version;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// How everything looks. It is our own text.
const STYLE: &str = include_str!("style.css");
/// Only the page's own styles; no script, and nothing from anywhere else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
/// The anchors of the sections, with their names in the navigation.
const SECTIONS: [(&str, &str); 8] = [
    ("calls", "Calls"),
    ("addresses", "Addresses"),
    ("crossing", "Crossing"),
    ("code", "Code"),
    ("clif", "CLIF"),
    ("opinions", "Who else says so"),
    ("cause", "Cause"),
    ("again", "See it again"),
];

/// Exports `subject`.
///
/// # Errors
/// None; every finding has a page.
pub(super) fn export(subject: &Subject, checker: &mut Checker) -> Result<Exported, ExportError> {
    let scene = Scene::of(subject, checker);
    let name = format!("{}.html", subject.name);
    let page = page(subject, &scene).into_string();
    Ok(Exported {
        advice: format!("open {name} in a browser; it needs no other file"),
        files: vec![ExportFile::text(name, page)],
    })
}

fn page(subject: &Subject, scene: &Scene) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="generator" content={ "Farcall " (env!("CARGO_PKG_VERSION")) };
                link rel="icon" href="data:,";
                title { (subject.title()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (head(subject))
                main {
                    div.pair {
                        (figure::calls(subject, scene))
                        (figure::addresses(subject, scene))
                    }
                    (crossing::section(scene))
                    (code::listings(subject, scene))
                    (code::clif(subject))
                    (facts::opinions(subject, scene))
                    (facts::cause(subject))
                    (facts::again(subject))
                }
                (foot())
            }
        }
    }
}

fn head(subject: &Subject) -> Markup {
    let [what, place] = plain(subject);
    html! {
        header {
            p.eyebrow {
                span.class { (class_words(subject.finding.class)) }
                " · Cranelift " (version::linked()) " · riscv64"
            }
            h1 { (what) }
            p.lead { (place) }
            p.key { (subject.finding.key) }
            nav aria-label="Sections" {
                ul {
                    @for (anchor, name) in SECTIONS {
                        li { a href={ "#" (anchor) } { (name) } }
                    }
                }
            }
        }
    }
}

fn foot() -> Markup {
    html! {
        footer {
            p {
                "Made by Farcall " (env!("CARGO_PKG_VERSION")) ", which is linked with Cranelift "
                (version::linked()) ". A program wrote this page; check it before you rely on it."
            }
        }
    }
}
