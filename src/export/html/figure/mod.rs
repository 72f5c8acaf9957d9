//! Figures: who calls whom, and what lies where.

mod calls;
mod graph;
mod map;
mod places;

pub(super) use graph::section as calls;
pub(super) use map::section as addresses;

use maud::{Markup, html};

/// Arrow heads, ordinary and failing; `prefix` keeps the figures' names apart.
fn heads(prefix: &str) -> Markup {
    html! {
        defs {
            @for (name, class) in [("head", "head"), ("bad", "head bad")] {
                marker id={ (prefix) "-" (name) } viewBox="0 0 10 10" refX="9" refY="5"
                    markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto" {
                    path class=(class) d="M0 0L10 5L0 10z" {}
                }
            }
        }
    }
}

/// The reference to an arrow head.
fn head(prefix: &str, bad: bool) -> String {
    let name = if bad { "bad" } else { "head" };
    format!("url(#{prefix}-{name})")
}

/// A name or number of pixels with at most one digit behind the point.
fn px(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
