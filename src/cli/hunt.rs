//! `farcall hunt`: looks for bugs, for a time or for a number of cases.

mod causes;
mod list;
mod show;

pub(super) use show::Screen;

use super::output::Output;
use super::{CLEAN, CliError, FOUND, absolute, cores, progress};
use crate::doctor;
use crate::hunt::{
    self, Assertions, Engine, FuzzTarget, HuntBound, HuntOptions, HuntSummary, MutatorChoice,
    ProgramSource,
};
use crate::qemu::Qemu;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Hunt for bugs. Exit code 0: nothing new; 2: new findings; 1: the hunt itself failed.
///
/// It begins at once with cases that are generated anew. The fuzz target is built meanwhile, with
/// coverage of Cranelift, and takes over as soon as it is ready.
#[derive(Debug, clap::Args)]
pub(super) struct Hunt {
    /// What to hunt in.
    #[arg(value_enum, default_value_t = FuzzTarget::Jit)]
    target: FuzzTarget,
    /// How long, from the first case on: 90s, 15m, 8h, 2d; 60s if not given.
    #[arg(long = "for", value_name = "TIME", value_parser = hunt::parse_duration)]
    time: Option<Duration>,
    /// How many cases, instead of a time: those of the seed from number 0 on, generated anew. The
    /// same buckets, counts and first cases on every machine and for any --jobs. Needs an unused
    /// --out.
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u64).range(1..),
        conflicts_with_all = ["time", "assertions", "mutator", "corpus", "configs", "build_first"]
    )]
    cases: Option<u64>,
    /// Where entropy starts.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Workers; one a core if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    jobs: Option<u32>,
    /// Directory for findings.jsonl, stats.json, cases/ and corpus/; a hunt in it is taken up
    /// again.
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// The --out of an earlier hunt: buckets that are in it are not new.
    #[arg(long, value_name = "DIR")]
    baseline: Option<PathBuf>,
    /// Print one JSON object about what the baseline does not have; with --cases.
    #[arg(long, requires = "cases")]
    json: bool,
    /// What finds the next case; coverage if not given, but random with --cases.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// Build the fuzz target before the hunt begins; its time counts from there.
    #[arg(long)]
    build_first: bool,
    /// Whether the fuzz target is built with debug assertions, for the coverage engine.
    #[arg(long, value_enum, default_value_t = Assertions::Both)]
    assertions: Assertions,
    /// What inputs are changed with, for the coverage engine.
    #[arg(long, value_enum, default_value_t = MutatorChoice::Typed)]
    mutator: MutatorChoice,
    /// Directory of inputs to start from, only read; corpus/TARGET of the source tree if not given.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// How long one step of a case may take before it counts as hanging.
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = hunt::parse_duration)]
    timeout: Duration,
    /// Memory a worker may hold before it counts as eating it, in MiB.
    #[arg(
        long,
        value_name = "MIB",
        default_value_t = 1024,
        value_parser = clap::value_parser!(u64).range(128..)
    )]
    rss_limit_mb: u64,
    /// Passed on to Cargo when the fuzz target is built: KEY=VALUE or a file. Give what this
    /// program was built with.
    #[arg(long = "config", value_name = "CONFIG")]
    configs: Vec<String>,
}

/// How long a hunt takes by default.
const DEFAULT_TIME: Duration = Duration::from_secs(60);

impl Hunt {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        let options = self.options()?;
        let stop = progress::interrupted()?;
        let mut screen = Screen::of_hunt(options.bound);
        let outcome = hunt::hunt(&options, &stop, &mut |report| screen.show(&report));
        screen.clear();
        let outcome = outcome?;
        match options.bound {
            HuntBound::Cases(cases) if self.json => {
                list::print(&outcome, &options.out, (self.seed, cases))?;
            }
            _ => self.print(&outcome)?,
        }
        match outcome.mistakes.first() {
            Some(mistake) => Err(CliError::Mistake(mistake.clone())),
            None if outcome.new == 0 => Ok(CLEAN),
            None => Ok(FOUND),
        }
    }

    /// What finds cases, and when to end.
    fn engine(&self) -> Result<(Engine, HuntBound), CliError> {
        let usage = |words: &str| Err(CliError::Usage(words.to_owned()));
        match (self.engine, self.cases) {
            (Some(Engine::Coverage), Some(_)) => usage(
                "--cases needs --engine random: what coverage leads to depends on the machine",
            ),
            (Some(Engine::Random), _) if self.build_first => {
                usage("--build-first needs --engine coverage: nothing else is built")
            }
            (_, Some(cases)) => Ok((Engine::Random, HuntBound::Cases(cases))),
            (engine, None) => {
                let time = self.time.unwrap_or(DEFAULT_TIME);
                Ok((engine.unwrap_or(Engine::Coverage), HuntBound::Time(time)))
            }
        }
    }

    fn options(&self) -> Result<HuntOptions, CliError> {
        let (engine, bound) = self.engine()?;
        let config = |config: &String| match Path::new(config) {
            file if file.is_file() => Ok(absolute(file)?.display().to_string()),
            _ => Ok(config.clone()),
        };
        let configs = self.configs.iter().map(config);
        Ok(HuntOptions {
            target: self.target,
            engine,
            assertions: self.assertions,
            mutator: self.mutator,
            bound,
            seed: self.seed,
            jobs: self.jobs.unwrap_or_else(cores),
            out: absolute(&self.out)?,
            corpus: self.corpus.clone(),
            timeout: self.timeout,
            rss_limit_mb: self.rss_limit_mb,
            configs: configs.collect::<Result<_, CliError>>()?,
            qemu: doctor::locate("qemu-riscv64").ok().map(Qemu::new),
            programs: if self.build_first {
                ProgramSource::Built
            } else {
                // This names the same file even if the program is rebuilt meanwhile.
                ProgramSource::Plain("/proc/self/exe".into())
            },
            baseline: self.baseline.clone(),
            environment: Vec::new(),
            trial: None,
        })
    }

    fn print(&self, outcome: &HuntSummary) -> io::Result<()> {
        let mut out = Output::new();
        let stats = &outcome.stats;
        write!(
            out,
            "{} cases in {:.1} s ({:.0}/s), {} calls and {} relocations checked, ",
            stats.cases,
            stats.seconds,
            stats.cases_per_s,
            stats.calls_checked,
            stats.relocations_checked,
        )?;
        if let (Some(edges), Some(files)) = (stats.edges, stats.corpus_files) {
            write!(out, "{edges} edges covered, corpus of {files}, ")?;
        }
        writeln!(out, "{} MiB at most", stats.peak_rss_mb)?;
        causes::print(&mut out, &outcome.beyond_baseline, &self.out)?;
        if !stats.unsupported_by.is_empty() {
            let percent = 100.0 * stats.unsupported as f64 / stats.cases.max(1) as f64;
            writeln!(out, "{percent:.2} % of the cases are not supported")?;
            for (reason, count) in &stats.unsupported_by {
                writeln!(out, "  {count:>6}x  {reason}")?;
            }
        }
        if stats.workers_lost > 0 {
            let lost = stats.workers_lost;
            writeln!(out, "{lost} workers were lost, not because of their input")?;
        }
        if let Some(build) = &outcome.unready {
            let (done, total) = (build.done, build.total);
            writeln!(
                out,
                "the fuzz target was not ready in time ({done} of {total} packages), so coverage \
                 guided nothing or little; a longer hunt goes on building, or --build-first"
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
