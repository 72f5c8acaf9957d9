//! `farcall bench`: how long a case takes.

use super::output::Output;
use super::{CLEAN, CliError};
use crate::bench::{self, Cost, Report};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Measure an iteration, stage by stage, against the bare compile and link of the same functions.
#[derive(Debug, clap::Args)]
pub(super) struct Bench {
    /// One JSON object instead of text.
    #[arg(long)]
    json: bool,
    /// Cases to measure.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 300,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    cases: u32,
    /// How often each case is measured.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 5,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    rounds: u32,
}

impl Bench {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let report = bench::run(self.cases as usize, self.rounds)?;
        let mut out = Output::new();
        if self.json {
            let json = serde_json::to_string_pretty(&report).expect("a report is plain data");
            writeln!(out, "{json}")?;
        } else {
            print(&mut out, &report)?;
        }
        Ok(CLEAN)
    }
}

fn print(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let Report {
        cases,
        mean_functions,
        iteration_ratio,
        cases_per_s,
        functions_per_s,
        machine_mips,
        peak_rss_mb,
        stages,
        oracles,
        sampled_ratio,
    } = report;
    let whole = stages.iteration();
    writeln!(
        out,
        "{cases} cases of {mean_functions:.1} functions on average, one thread"
    )?;
    for (name, time) in stages.parts() {
        let share = 100.0 * time.as_secs_f64() / whole.as_secs_f64();
        writeln!(
            out,
            "  {name:<9} {:>8.1} us  {share:>5.1} %",
            time.as_secs_f64() * 1e6
        )?;
    }
    writeln!(out, "  iteration {:>8.1} us", whole.as_secs_f64() * 1e6)?;
    writeln!(
        out,
        "  bare      {:>8.1} us",
        stages.bare.as_secs_f64() * 1e6
    )?;
    print_oracles(out, oracles, whole.as_secs_f64() * 1e6)?;
    writeln!(
        out,
        "iteration_ratio {iteration_ratio:.2}, and {sampled_ratio:.2} for sampled oracles"
    )?;
    writeln!(
        out,
        "cases_per_s {cases_per_s:.0}, functions_per_s {functions_per_s:.0}"
    )?;
    writeln!(
        out,
        "machine_mips {machine_mips:.0}, peak_rss_mb {peak_rss_mb}"
    )
}

/// What each oracle costs, beside an iteration of `whole_us` microseconds.
fn print_oracles(
    out: &mut impl Write,
    oracles: &BTreeMap<&str, Cost>,
    whole_us: f64,
) -> io::Result<()> {
    for (name, cost) in oracles {
        let share = 100.0 * cost.mean_us() / whole_us;
        let (us, one_in) = (cost.us, cost.one_in);
        writeln!(
            out,
            "  oracle {name:<13} {us:>8.1} us in one case of {one_in:<3} {share:>5.2} %"
        )?;
    }
    Ok(())
}
