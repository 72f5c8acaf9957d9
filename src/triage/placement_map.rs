//! Where the functions and data of a case lie.

use crate::case::{Case, FuncId};
use crate::check::Inspection;
use crate::link::{LinkMap, Span};
use std::fmt::{self, Write};

/// The functions and data objects by address, with the gaps between them, the distance goals, and
/// the functions that were not placed.
pub fn placement_map(case: &Case, inspection: &Inspection) -> String {
    let mut text = String::new();
    write_map(&mut text, case, &inspection.map).expect("strings take all text");
    text
}

fn write_map(text: &mut String, case: &Case, map: &LinkMap) -> fmt::Result {
    let mut previous_end: Option<u64> = None;
    for (span, name) in placed(case, map) {
        let gap = previous_end.map_or(String::new(), |end| format!("  +{}", span.start - end));
        let (start, end, len) = (span.start, span.end(), span.len);
        writeln!(text, "0x{start:x}..0x{end:x}  {len:>6} bytes  {name}{gap}")?;
        previous_end = Some(end);
    }
    for (goal, held) in case.placement.goals.iter().zip(&map.goals) {
        let held = held.map_or("dropped".to_owned(), |distance| {
            format!("{distance:+} bytes")
        });
        let (caller, site, distance) = (goal.caller, goal.site, goal.distance);
        writeln!(
            text,
            "goal from %f{caller}, call {site}: {distance:?}: {held}"
        )?;
    }
    let functions = map.functions.iter().enumerate();
    let missing = functions.filter(|(_, span)| span.is_none());
    let missing: Vec<String> = missing.map(|(f, _)| format!("%f{}", f as FuncId)).collect();
    if !missing.is_empty() {
        writeln!(text, "not placed: {}", missing.join(" "))?;
    }
    Ok(())
}

/// Every function and data object that was placed, with its name, by address.
fn placed(case: &Case, map: &LinkMap) -> Vec<(Span, String)> {
    let functions = map.functions.iter().enumerate();
    let functions = functions.filter_map(|(f, span)| Some(((*span)?, format!("%f{f}"))));
    let data = map.data.iter().enumerate().filter_map(|(d, span)| {
        let is_fuel = d == case.data.len();
        let name = if is_fuel {
            "%fuel".to_owned()
        } else {
            format!("%data{d}")
        };
        Some(((*span)?, name))
    });
    let mut spans: Vec<_> = functions.chain(data).collect();
    spans.sort_by_key(|(span, _)| span.start);
    spans
}
