//! `farcall hunt`: looks for bugs for a while.

use super::output::Output;
use super::{CLEAN, CliError, FOUND};
use crate::hunt::{self, Options, Outcome, Progress};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Hunt for bugs. Exit code 0: nothing new; 2: new findings; 1: the hunt itself failed.
#[derive(Debug, clap::Args)]
pub(super) struct Hunt {
    /// What to hunt in.
    #[arg(default_value = "jit")]
    target: Target,
    /// How long: 90s, 15m, 8h, 2d.
    #[arg(long = "for", value_name = "TIME", default_value = "60s", value_parser = hunt::parse_duration)]
    time: Duration,
    /// Where entropy starts; the same seed gives the same cases.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Workers; one a core if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    jobs: Option<u32>,
    /// Directory for findings.jsonl, stats.json and cases/.
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Target {
    /// Modules linked by cranelift-jit.
    Jit,
}

impl Hunt {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let Target::Jit = self.target;
        let cores = thread::available_parallelism().map_or(1, |n| n.get() as u32);
        let options = Options {
            time: self.time,
            seed: self.seed,
            jobs: self.jobs.unwrap_or(cores),
            out: self.out.clone(),
        };
        let stop = Arc::new(AtomicBool::new(false));
        let interrupted = Arc::clone(&stop);
        ctrlc::set_handler(move || interrupted.store(true, Ordering::Relaxed))
            .map_err(|error| CliError::Usage(format!("cannot listen for Ctrl-C: {error}")))?;

        let style = ProgressStyle::with_template("{spinner} {msg}").expect("a fixed template");
        let bar = ProgressBar::new_spinner().with_style(style);
        let outcome = hunt::hunt(&options, &stop, |progress| {
            bar.set_message(line(&progress, self.time));
            bar.tick();
        });
        bar.finish_and_clear();
        let outcome = outcome?;
        self.print(&outcome)?;
        Ok(if outcome.new == 0 { CLEAN } else { FOUND })
    }

    fn print(&self, outcome: &Outcome) -> io::Result<()> {
        let mut out = Output::new();
        let stats = &outcome.stats;
        writeln!(
            out,
            "{} cases in {:.1} s ({:.0}/s), {} calls and {} relocations checked, {} MiB at most",
            stats.cases,
            stats.seconds,
            stats.cases_per_s,
            stats.calls_checked,
            stats.relocations_checked,
            stats.peak_rss_mb
        )?;
        for record in &outcome.records {
            writeln!(
                out,
                "  {} {:<11} {:>6}x  {}\n    {}\n    farcall replay {}",
                if record.known { "known" } else { "new  " },
                record.class.to_string(),
                record.count,
                record.key,
                record.summary,
                self.out.join(&record.case).display()
            )?;
        }
        let (all, new) = (outcome.records.len(), outcome.new);
        writeln!(
            out,
            "{all} buckets, {new} new in this hunt, in {}",
            self.out.display()
        )
    }
}

fn line(progress: &Progress, time: Duration) -> String {
    let elapsed = progress.elapsed.as_secs_f64();
    format!(
        "{:.0} of {:.0} s  {} cases ({:.0}/s)  {} buckets",
        elapsed,
        time.as_secs_f64(),
        progress.cases,
        progress.cases as f64 / elapsed,
        progress.buckets
    )
}
