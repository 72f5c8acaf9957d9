//! The live line of a hunt.

use crate::cli::progress;
use crate::hunt::{BuildProgress, HuntBound, HuntProgress, HuntReport};
use indicatif::ProgressBar;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// Without a terminal: when the first line is printed, and how often one is after that.
const FIRST: Duration = Duration::from_secs(5);
const QUIET: Duration = Duration::from_secs(60);

/// Where progress is shown, on standard error: in a terminal one line that changes, else a line a
/// minute.
#[derive(Debug)]
pub(in crate::cli) struct Screen {
    bar: ProgressBar,
    bound: HuntBound,
    /// The build that is shown.
    building: Option<bool>,
    printed: Instant,
    /// How long nothing is printed after `printed`.
    quiet: Duration,
}

impl Screen {
    pub(in crate::cli) fn new(time: Duration) -> Screen {
        Screen::of_hunt(HuntBound::Time(time))
    }

    pub(in crate::cli) fn of_hunt(bound: HuntBound) -> Screen {
        Screen {
            bar: progress::spinner(),
            bound,
            building: None,
            printed: Instant::now(),
            quiet: FIRST,
        }
    }

    pub(in crate::cli) fn show(&mut self, report: &HuntReport) {
        match report {
            HuntReport::Note(note) => self.print(note),
            HuntReport::Building(progress) => self.show_build(progress),
            HuntReport::Hunting(progress) => self.update(hunting(progress, self.bound)),
        }
    }

    fn show_build(&mut self, progress: &BuildProgress) {
        let what = if progress.assertions {
            "with debug assertions"
        } else {
            "without debug assertions"
        };
        let seconds = progress.elapsed.as_secs();
        if self.building != Some(progress.assertions) {
            self.building = Some(progress.assertions);
            self.print(&format!(
                "building the fuzz target {what}, instrumented for coverage; \
                 some minutes the first time, later seconds"
            ));
        }
        if progress.finished {
            self.print(&format!("built in {seconds} s"));
            return;
        }
        let (done, total) = (progress.done, progress.total);
        self.update(format!("{done} of {total} packages  {seconds} s"));
    }

    fn update(&mut self, line: String) {
        // In a terminal, the live line says this.
        if self.bar.is_hidden() && self.printed.elapsed() >= self.quiet {
            self.print(&line);
            self.quiet = QUIET;
        }
        self.bar.set_message(line);
        self.bar.tick();
    }

    /// Prints a line that stays.
    fn print(&mut self, line: &str) {
        self.printed = Instant::now();
        // If standard error is closed, the hunt goes on.
        let _ = self.bar.suspend(|| writeln!(io::stderr(), "{line}"));
    }

    pub(in crate::cli) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

fn hunting(progress: &HuntProgress, bound: HuntBound) -> String {
    let stats = &progress.stats;
    let cases = stats.cases;
    let done = match bound {
        HuntBound::Time(time) => {
            let seconds = progress.elapsed.as_secs();
            format!("{seconds} of {} s  {cases} cases", time.as_secs())
        }
        HuntBound::Cases(all) => format!("{cases} of {all} cases"),
    };
    let coverage = stats
        .edges
        .zip(stats.corpus_files)
        .map(|(edges, files)| format!("  {edges} edges, corpus {files}"));
    format!(
        "{done} ({:.0}/s, {:.0} functions/s)  {} calls checked{}  {} new, {} known{}",
        stats.cases_per_s,
        stats.functions_per_s,
        stats.calls_checked,
        coverage.unwrap_or_default(),
        progress.new,
        progress.known,
        progress.building.as_ref().map_or(String::new(), building),
    )
}

/// The progress of the build that runs beside the hunt.
fn building(build: &BuildProgress) -> String {
    let with = if build.assertions { "with" } else { "without" };
    let (done, total) = (build.done, build.total);
    format!("  building the target {with} assertions: {done} of {total} packages")
}
