//! The live line of a hunt.

use crate::cli::progress;
use crate::hunt::{BuildProgress, Progress, Report};
use indicatif::ProgressBar;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// How often a line is printed where there is no terminal.
const QUIET: Duration = Duration::from_secs(60);

/// Where progress is shown: one line that changes in a terminal, else a line a minute, both on standard error.
#[derive(Debug)]
pub(in crate::cli) struct Screen {
    bar: ProgressBar,
    time: Duration,
    /// The build that is shown.
    building: Option<bool>,
    printed: Instant,
}

impl Screen {
    pub(in crate::cli) fn new(time: Duration) -> Screen {
        Screen {
            bar: progress::spinner(),
            time,
            building: None,
            printed: Instant::now(),
        }
    }

    pub(in crate::cli) fn show(&mut self, report: &Report) {
        match report {
            Report::Note(note) => self.print(note),
            Report::Building(progress) => self.show_build(progress),
            Report::Hunting(progress) => self.update(hunting(progress, self.time)),
        }
    }

    fn show_build(&mut self, progress: &BuildProgress) {
        let what = match progress.assertions {
            true => "with debug assertions",
            false => "without debug assertions",
        };
        let seconds = progress.elapsed.as_secs();
        if self.building != Some(progress.assertions) {
            self.building = Some(progress.assertions);
            self.print(&format!(
                "building the fuzz target {what}, instrumented for coverage; some minutes the first time, later seconds"
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
        if self.bar.is_hidden() && self.printed.elapsed() >= QUIET {
            self.print(&line);
        }
        self.bar.set_message(line);
        self.bar.tick();
    }

    /// Prints a line that stays.
    fn print(&mut self, line: &str) {
        self.printed = Instant::now();
        // If nobody listens any more, the hunt goes on.
        let _ = self.bar.suspend(|| writeln!(io::stderr(), "{line}"));
    }

    pub(in crate::cli) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

fn hunting(progress: &Progress, time: Duration) -> String {
    let stats = &progress.stats;
    let coverage = stats.edges.zip(stats.corpus_files);
    let coverage = coverage.map(|(edges, files)| format!("  {edges} edges, corpus {files}"));
    format!(
        "{} of {} s  {} cases ({:.0}/s, {:.0} functions/s)  {} calls checked{}  {} new, {} known",
        progress.elapsed.as_secs(),
        time.as_secs(),
        stats.cases,
        stats.cases_per_s,
        stats.functions_per_s,
        stats.calls_checked,
        coverage.unwrap_or_default(),
        progress.new,
        progress.known,
    )
}
