//! A plot of Kaplan-Meier curves: the share of trials without a detection against processor time,
//! one line for each mode.

use super::mode::Mode;
use super::stats;
use std::fmt::Write;

/// Size of the plot and of its margins, in pixels.
const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 30.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 60.0;
/// Start of the time axis, in seconds. Faster detections are drawn there.
const FIRST: f64 = 0.01;
/// Colour and dashes of each mode. The dashes make the lines distinguishable without colour.
const STROKES: [(&str, &str); 3] = [("#1f5fa8", ""), ("#c1440e", "7 4"), ("#3a7d2c", "2 3")];

/// Maps data to pixels.
struct Axes {
    /// End of the time axis, in seconds.
    last: f64,
}

impl Axes {
    /// Time is on a logarithmic scale.
    fn x(&self, seconds: f64) -> f64 {
        let share = (seconds.max(FIRST) / FIRST).ln() / (self.last / FIRST).ln();
        LEFT + share.min(1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, share: f64) -> f64 {
        TOP + (1.0 - share) * (HEIGHT - TOP - BOTTOM)
    }
}

/// The plot, as SVG. Trials without a detection are censored at `budget`, in seconds.
pub(super) fn svg(times: &[(Mode, Vec<f64>)], budget: f64) -> String {
    let axes = Axes {
        last: budget.max(10.0 * FIRST),
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">\n<rect width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"26\" font-size=\"16\">Mutants not yet detected \
         (Kaplan-Meier)</text>\n"
    );
    draw_axes(&mut svg, &axes);
    for (index, (mode, times)) in times.iter().filter(|(_, t)| !t.is_empty()).enumerate() {
        draw_curve(&mut svg, &axes, times, STROKES[index % STROKES.len()]);
        draw_legend(&mut svg, index, *mode, times);
    }
    svg + "</svg>\n"
}

fn draw_axes(svg: &mut String, axes: &Axes) {
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    for step in 0..=4 {
        let (share, y) = (step * 25, axes.y(f64::from(step) / 4.0));
        line(svg, (LEFT, y), (right, y), "#ddd");
        text(svg, (LEFT - 8.0, y + 4.0), "end", &format!("{share} %"));
    }
    let decades = (-2..).map(|power| 10f64.powi(power));
    for seconds in decades.take_while(|&seconds| seconds <= axes.last) {
        let x = axes.x(seconds);
        line(svg, (x, TOP), (x, bottom), "#ddd");
        text(svg, (x, bottom + 18.0), "middle", &format!("{seconds} s"));
    }
    line(svg, (LEFT, bottom), (right, bottom), "#222");
    line(svg, (LEFT, TOP), (LEFT, bottom), "#222");
    let middle = (LEFT + right) / 2.0;
    text(
        svg,
        (middle, bottom + 42.0),
        "middle",
        &format!(
            "processor time of a trial, logarithmic; one without a detection ends after {} s",
            axes.last
        ),
    );
    let y = (TOP + bottom) / 2.0;
    put(
        svg,
        format_args!(
            "<text transform=\"translate(18 {y}) rotate(-90)\" text-anchor=\"middle\">trials \
             without a detection</text>\n"
        ),
    );
}

/// A step curve, with a tick at its end if trials were censored.
fn draw_curve(svg: &mut String, axes: &Axes, times: &[f64], (colour, dashes): (&str, &str)) {
    let steps = stats::survival(times);
    let mut points = String::new();
    let mut share = 1.0;
    for &(time, next) in &steps {
        put(
            &mut points,
            format_args!("{:.1},{:.1} ", axes.x(time), axes.y(share)),
        );
        put(
            &mut points,
            format_args!("{:.1},{:.1} ", axes.x(time), axes.y(next)),
        );
        share = next;
    }
    let (x, y) = (WIDTH - RIGHT, axes.y(share));
    if share > 0.0 {
        put(&mut points, format_args!("{x:.1},{y:.1}"));
        line(svg, (x, y - 6.0), (x, y + 6.0), colour);
    }
    put(
        svg,
        format_args!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" \
             stroke-dasharray=\"{dashes}\"/>\n",
            points.trim_end()
        ),
    );
}

fn draw_legend(svg: &mut String, index: usize, mode: Mode, times: &[f64]) {
    let (colour, dashes) = STROKES[index % STROKES.len()];
    let (x, y) = (WIDTH - RIGHT - 250.0, TOP + 16.0 + 20.0 * index as f64);
    let detected = times.iter().filter(|time| time.is_finite()).count();
    put(
        svg,
        format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"252\" height=\"20\" fill=\"#fff\" \
             fill-opacity=\"0.85\"/>\n\
         <line x1=\"{x}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"2\" \
         stroke-dasharray=\"{dashes}\"/>\n",
            x - 4.0,
            y - 10.0,
            x + 32.0
        ),
    );
    let words = format!("{mode}: {detected} of {} trials detect", times.len());
    text(svg, (x + 40.0, y + 4.0), "start", &words);
}

fn line(svg: &mut String, from: (f64, f64), to: (f64, f64), colour: &str) {
    let ((x1, y1), (x2, y2)) = (from, to);
    put(
        svg,
        format_args!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" \
             stroke=\"{colour}\"/>\n"
        ),
    );
}

/// A text element; `words` must not contain characters that XML reserves.
fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, words: &str) {
    put(
        svg,
        format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>\n"),
    );
}

fn put(svg: &mut String, words: std::fmt::Arguments<'_>) {
    svg.write_fmt(words).expect("strings take all text");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_falls_from_left_above_and_ends_where_trials_are_censored() {
        let times = [
            (Mode::Coverage, vec![0.5, 1.0, 1.0, f64::INFINITY]),
            (Mode::Random, Vec::new()),
        ];
        let svg = svg(&times, 100.0);
        let points = svg
            .split("points=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let points = points.expect("a line").split(' ').map(|point| {
            let (x, y) = point.split_once(',').expect("a pair");
            (x.parse().expect("a number"), y.parse().expect("a number"))
        });
        let points: Vec<(f64, f64)> = points.collect();
        assert!(
            points.is_sorted_by(|a, b| a.0 <= b.0 && a.1 <= b.1),
            "{points:?}"
        );
        assert_eq!(points.first(), Some(&(LEFT, TOP)));
        assert_eq!(points.last().map(|point| point.0), Some(WIDTH - RIGHT));
        assert!(svg.contains("coverage: 3 of 4 trials detect") && !svg.contains("random"));
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    }
}
