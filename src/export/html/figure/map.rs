//! The address map: what lies where, from low addresses to high ones, with wide gaps cut out.

use super::places::{Place, Reference, places, references};
use super::{head, heads, px};
use crate::case::FuncId;
use crate::export::Subject;
use crate::export::scene::Scene;
use maud::{Markup, html};

/// The width of a box, and where lines leave it.
const BOX: f64 = 172.0;
const HEIGHT: f64 = 44.0;
/// Room for a gap that is drawn as one, and for one that is cut out.
const GAP: f64 = 22.0;
const BREAK: f64 = 58.0;
const MARGIN: f64 = 8.0;
/// From this many bytes on a gap is cut out.
const WIDE: u64 = 64 << 10;
/// The distance of lines beside each other, and of labels above each other.
const LANE: f64 = 24.0;
const LABEL: f64 = 34.0;
/// Room for a label.
const ROOM: f64 = 132.0;

pub(in crate::export::html) fn section(subject: &Subject, scene: &Scene) -> Markup {
    let places = places(subject, &scene.inspection);
    let references = references(subject, scene, &places);
    html! {
        section #addresses {
            h2 { "What lies where" }
            @if places.is_empty() {
                p { "Nothing was placed: compiling failed before that." }
            } @else {
                figure {
                    div.box.figure tabindex="0" role="region" aria-label="Address map" {
                        (draw(&places, &references, subject.finding.at.function))
                    }
                    figcaption {
                        "Low addresses above. A zigzag stands for a gap of more than 64 KiB. "
                        @if references.iter().any(|reference| reference.bad) {
                            "Red: the reference at fault. "
                        }
                        "A distance is counted from the instruction to its target."
                    }
                }
            }
        }
    }
}

fn draw(places: &[Place], references: &[Reference], fault: Option<FuncId>) -> Markup {
    let tops = tops(places);
    let (lanes, labels) = (references.len() as f64, labels(&tops, references));
    let lowest = labels.iter().fold(0.0, |low: f64, y| low.max(y + 20.0));
    let bottom = tops.last().map_or(0.0, |top| top + HEIGHT).max(lowest) + MARGIN;
    let side = if references.is_empty() {
        MARGIN
    } else {
        lanes * LANE + ROOM
    };
    let (width, height) = (px(MARGIN + BOX + side), px(bottom));
    html! {
        svg width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) }
            role="img" aria-label="Functions and data by address" {
            (heads("map"))
            @for (pair, top) in places.windows(2).zip(&tops) { (gap(pair, top + HEIGHT)) }
            @for (lane, (reference, y)) in references.iter().zip(&labels).enumerate() {
                (line(reference, &tops, lane, *y))
            }
            @for (place, top) in places.iter().zip(&tops) {
                (place.draw(*top, place.function.is_some() && place.function == fault))
            }
        }
    }
}

/// The upper end of each place.
fn tops(places: &[Place]) -> Vec<f64> {
    let mut top = MARGIN;
    let mut tops = Vec::with_capacity(places.len());
    for (index, place) in places.iter().enumerate() {
        if let Some(before) = index.checked_sub(1) {
            let room = match place.span.start - places[before].span.end() {
                0 => 0.0,
                gap if gap < WIDE => GAP,
                _ => BREAK,
            };
            top += HEIGHT + room;
        }
        tops.push(top);
    }
    tops
}

/// The height of each label: beside the middle of its line, if no other is there.
fn labels(tops: &[f64], references: &[Reference]) -> Vec<f64> {
    let mut labels: Vec<f64> = Vec::new();
    for reference in references {
        let mut y = (tops[reference.from] + tops[reference.to] + HEIGHT) / 2.0;
        while labels.iter().any(|other| (other - y).abs() < LABEL) {
            y += LABEL;
        }
        labels.push(y);
    }
    labels
}

fn gap(pair: &[Place], y: f64) -> Markup {
    let bytes = pair[1].span.start - pair[0].span.end();
    let middle = MARGIN + BOX / 2.0;
    if bytes == 0 {
        return Markup::default();
    }
    if bytes < WIDE {
        return html! {
            text.mono.soft x=(px(middle)) y=(px(y + 15.0)) text-anchor="middle" {
                (bytes) " bytes"
            }
        };
    }
    let zigzag = |y: f64| {
        let teeth = (0..=12).map(|n| {
            let x = MARGIN + BOX / 12.0 * f64::from(n);
            let tooth = if n % 2 == 0 { 0.0 } else { 5.0 };
            format!("{} {}", px(x), px(y + tooth))
        });
        format!("M{}", teeth.collect::<Vec<_>>().join("L"))
    };
    html! {
        path.break d=(zigzag(y + 11.0)) {}
        path.break d=(zigzag(y + 41.0)) {}
        text.soft x=(px(middle)) y=(px(y + 33.0)) text-anchor="middle" { (human(bytes)) }
    }
}

/// A size, rounded.
fn human(bytes: u64) -> String {
    let units = [(1u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let mut fitting = units.iter().filter(|(unit, _)| bytes >= *unit);
    match fitting.next() {
        Some((unit, name)) => format!("{:.2} {name}", bytes as f64 / *unit as f64),
        None => format!("{bytes} bytes"),
    }
}

fn line(reference: &Reference, tops: &[f64], lane: usize, label: f64) -> Markup {
    let &Reference { from, to, bad, .. } = reference;
    let right = MARGIN + BOX;
    let shift = 4.0 * (lane as f64 % 3.0);
    let (start, end) = (
        tops[from] + HEIGHT / 2.0 - shift,
        tops[to] + HEIGHT / 2.0 + shift,
    );
    let aside = right + LANE * (lane as f64 + 1.0) * 1.33;
    let path = format!(
        "M{} {}C{} {} {} {} {} {}",
        px(right),
        px(start),
        px(aside),
        px(start),
        px(aside),
        px(end),
        px(right + 1.0),
        px(end)
    );
    let x = px(right + LANE * (lane as f64 + 1.0) + 7.0);
    html! {
        path.edge.bad[bad] d=(path) marker-end=(head("map", bad)) {}
        text.halo.bad[bad] x=(x) y=(px(label - 3.0)) { (reference.what) }
        @if let Some(distance) = reference.distance {
            text.mono.halo.bad[bad].soft[!bad] x=(x) y=(px(label + 12.0)) {
                (format!("{distance:+}"))
            }
        }
    }
}

impl Place {
    fn draw(&self, top: f64, bad: bool) -> Markup {
        let left = px(MARGIN + 10.0);
        html! {
            @if self.is_empty {
                circle.spot cx=(px(MARGIN + BOX)) cy=(px(top + HEIGHT / 2.0)) r="3.5" {}
            } @else {
                rect.node.bad[bad] x=(px(MARGIN)) y=(px(top)) width=(px(BOX)) height=(px(HEIGHT))
                    rx="5" {}
                text.mono.soft x=(px(MARGIN + BOX - 10.0)) y=(px(top + 19.0)) text-anchor="end" {
                    (self.span.len) " bytes"
                }
            }
            text.name.bad[self.is_empty] x=(left) y=(px(top + 19.0)) { (self.name) }
            text.mono.soft x=(left) y=(px(top + 35.0)) { (format!("0x{:x}", self.span.start)) }
        }
    }
}
