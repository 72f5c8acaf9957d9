//! Where the functions and data of a case lie.

use crate::case::{Case, FuncId};
use crate::check::Inspection;
use std::fmt::Write;

/// The functions and data objects by address, with the gaps between them.
pub fn placement_map(case: &Case, inspection: &Inspection) -> String {
    let functions = inspection
        .map
        .functions
        .iter()
        .enumerate()
        .filter_map(|(f, span)| Some(((*span)?, format!("%f{f}"))));
    let fuel = case.data.len();
    let data = inspection
        .map
        .data
        .iter()
        .enumerate()
        .filter_map(|(d, span)| {
            let name = if d == fuel {
                "%fuel".to_owned()
            } else {
                format!("%data{d}")
            };
            Some(((*span)?, name))
        });
    let mut spans: Vec<_> = functions.chain(data).collect();
    spans.sort_by_key(|(span, _)| span.start);

    let mut text = String::new();
    let mut behind: Option<u64> = None;
    for (span, name) in &spans {
        let gap = behind.map_or(String::new(), |end| format!("  +{}", span.start - end));
        writeln!(
            text,
            "0x{:x}..0x{:x}  {:>6} bytes  {name}{gap}",
            span.start,
            span.end(),
            span.len
        )
        .expect("strings take all text");
        behind = Some(span.end());
    }
    for (goal, held) in case.placement.goals.iter().zip(&inspection.map.goals) {
        let held = held.map_or("dropped".to_owned(), |distance| {
            format!("{distance:+} bytes")
        });
        let (caller, site, distance) = (goal.caller, goal.site, goal.distance);
        writeln!(
            text,
            "goal from %f{caller}, call {site}: {distance:?}: {held}"
        )
        .expect("strings take all text");
    }
    let missing: Vec<String> = inspection
        .map
        .functions
        .iter()
        .enumerate()
        .filter(|(_, span)| span.is_none())
        .map(|(f, _)| format!("%f{}", f as FuncId))
        .collect();
    if !missing.is_empty() {
        writeln!(text, "not placed: {}", missing.join(" ")).expect("strings take all text");
    }
    text
}
