//! `farcall mutants`: whether planted faults are found, and how fast.

use super::hunt::Screen;
use super::output::Output;
use super::{CLEAN, CliError, FOUND, absolute, cores, progress};
use crate::hunt;
use crate::mutants::{
    self, Mode, MutantResult, MutantsOptions, MutantsReport, MutantsSummary, Pair, Total,
};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Plant known faults in copies of Cranelift, and hunt each. Exit code 0: all are detected; 2: some
/// are not; 1: it could not be done.
#[derive(Debug, clap::Args)]
pub(super) struct Mutants {
    /// The list: a JSON array of objects with id, class, crate, file, find, replace and
    /// expected_trigger; see bench/mutants/.
    list: PathBuf,
    /// Only the mutants with these ids.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    /// Processor time of a trial: 90s, 15m, 8h, 2d.
    #[arg(
        long = "for",
        value_name = "TIME",
        default_value = "60s",
        value_parser = hunt::parse_duration
    )]
    time: Duration,
    /// How often each mutant is hunted in each mode.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        value_parser = clap::value_parser!(u32).range(1..=1000)
    )]
    trials: u32,
    /// What finds the next case; several are compared, and the first decides whether a mutant
    /// counts as detected.
    #[arg(
        long = "mode",
        value_enum,
        value_delimiter = ',',
        default_value = "coverage"
    )]
    modes: Vec<Mode>,
    /// Where entropy starts.
    #[arg(
        long,
        default_value_t = 0,
        value_parser = clap::value_parser!(u64).range(..=u64::from(u32::MAX))
    )]
    seed: u64,
    /// Trials at a time; one a core if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    jobs: Option<u32>,
    /// Whether programs are built with debug assertions; without, a detection is owed to Farcall's
    /// oracles.
    #[arg(long, value_enum, default_value_t = Assertions::Off)]
    assertions: Assertions,
    /// Directory for trials.jsonl, mutants.json, curve.svg and cases/; a run in it is taken up
    /// again.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Do not hunt: build the program that mutants share, and compare what it compiles, with no
    /// mutant in force, with what Farcall does.
    #[arg(long)]
    verify: bool,
}

/// Whether programs have debug assertions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Assertions {
    /// They have.
    On,
    /// They have not.
    Off,
}

impl Mutants {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let options = self.options()?;
        let stop = progress::interrupted()?;
        let mut screen = Screen::new(self.time);
        let result = if self.verify {
            verify(&options, &stop, &mut screen)
        } else {
            hunt(&options, &stop, &mut screen)
        };
        screen.clear();
        result
    }

    fn options(&self) -> Result<MutantsOptions, CliError> {
        let mut modes = Vec::new();
        for &mode in &self.modes {
            if !modes.contains(&mode) {
                modes.push(mode);
            }
        }
        Ok(MutantsOptions {
            list: self.list.clone(),
            only: self.only.clone(),
            budget: self.time,
            trials: self.trials,
            modes,
            seed: self.seed,
            jobs: self.jobs.unwrap_or_else(cores),
            assertions: self.assertions == Assertions::On,
            out: absolute(&self.out)?,
        })
    }
}

fn verify(
    options: &MutantsOptions,
    stop: &AtomicBool,
    screen: &mut Screen,
) -> Result<u8, CliError> {
    let cases = mutants::verify(options, stop, &mut |report| show(screen, report))?;
    screen.clear();
    writeln!(
        Output::new(),
        "with no mutant in force, the shared build compiles {cases} cases to the same bytes \
         as Farcall itself"
    )?;
    Ok(CLEAN)
}

fn hunt(options: &MutantsOptions, stop: &AtomicBool, screen: &mut Screen) -> Result<u8, CliError> {
    let summary = mutants::run(options, stop, &mut |report| show(screen, report))?;
    screen.clear();
    print(&summary, options)?;
    let all_detected = summary.results.iter().all(|result| result.detected);
    Ok(if all_detected { CLEAN } else { FOUND })
}

fn show(screen: &mut Screen, report: MutantsReport) {
    match report {
        MutantsReport::Building(progress) => screen.show(&hunt::HuntReport::Building(progress)),
        MutantsReport::Note(note) => screen.show(&hunt::HuntReport::Note(note)),
        MutantsReport::Trial { ended, done, all } => {
            let id = ended.id.as_deref().unwrap_or("no mutant");
            let mistakes: Vec<String> = ended
                .mistakes
                .iter()
                .map(|what| format!("; Farcall itself: {what}"))
                .collect();
            let line = format!(
                "{done} of {all} trials  {id} {} {}: {} after {:.1} s, {} cases{}",
                ended.mode,
                ended.trial,
                ended.bucket.as_deref().unwrap_or("nothing"),
                ended.seconds,
                ended.cases,
                mistakes.concat(),
            );
            screen.show(&hunt::HuntReport::Note(line));
        }
    }
}

/// The table, and its sums.
fn print(summary: &MutantsSummary, options: &MutantsOptions) -> io::Result<()> {
    let mut out = Output::new();
    // Modes in the order in which they were asked for.
    let mut modes = options.modes.clone();
    modes.extend(
        summary
            .modes
            .keys()
            .filter(|mode| !options.modes.contains(mode)),
    );
    print_table(&mut out, &summary.results, &modes)?;
    for mode in &modes {
        print_total(&mut out, *mode, &summary.modes[mode], summary.results.len())?;
    }
    for pair in summary.comparison.iter().filter(|pair| pair.id.is_none()) {
        print_pair(&mut out, pair)?;
    }
    writeln!(
        out,
        "mutants.json and curve.svg are in {}",
        options.out.display()
    )
}

/// A line a mutant.
fn print_table(out: &mut Output, results: &[MutantResult], modes: &[Mode]) -> io::Result<()> {
    let width = |text: fn(&MutantResult) -> &str| {
        let widths = results.iter().map(|result| text(result).len());
        widths.max().unwrap_or(0)
    };
    let (ids, classes) = (width(|result| &result.id), width(|result| &result.class));
    write!(out, "{:ids$}  {:classes$}", "", "")?;
    for mode in modes {
        write!(out, "  {mode:<16}")?;
    }
    writeln!(out, "  oracle, bucket")?;
    for result in results {
        write!(out, "{:ids$}  {:classes$}", result.id, result.class)?;
        for mode in modes {
            let cell = result.modes.get(mode).map_or(String::new(), cell);
            write!(out, "  {cell:<16}")?;
        }
        writeln!(out, "  {}", found(result))?;
    }
    Ok(())
}

/// What detected a mutant, or what is known of it if nothing did.
fn found(result: &MutantResult) -> String {
    let none = match result.reached {
        Some(false) => "not detected, for its function was never executed",
        Some(true) => "not detected, though its function was executed",
        None => "not detected",
    };
    match (&result.oracle, &result.bucket) {
        (Some(oracle), Some(bucket)) => format!("{oracle}: {bucket}"),
        _ => none.to_owned(),
    }
}

/// Detections, trials and the median of a mutant in a mode.
fn cell(total: &Total) -> String {
    let median = total
        .median_s
        .map_or(String::new(), |median| format!("{median:.1} s"));
    format!("{:>3}/{:<3} {median}", total.detected, total.trials)
}

fn print_total(out: &mut Output, mode: Mode, total: &Total, all: usize) -> io::Result<()> {
    let time = |time: Option<f64>| time.map_or("never".to_owned(), |time| format!("{time:.1} s"));
    writeln!(
        out,
        "{mode}: {} of {all} mutants detected in every trial, {} of {} trials; \
         median {}, 90th percentile {}",
        total.mutants,
        total.detected,
        total.trials,
        time(total.median_s),
        time(total.p90_s),
    )
}

fn print_pair(out: &mut Output, pair: &Pair) -> io::Result<()> {
    let comparison = &pair.comparison;
    writeln!(
        out,
        "{} is faster than {} with probability {:.2} (A12); Mann-Whitney U {}, p {:.2e}",
        pair.first, pair.second, comparison.a12, comparison.u, comparison.p
    )
}
